#!/usr/bin/env python3
"""syslog_check.py PLAIN CORRELATED: prints which line of syslog_formats.c is not as expected."""
import re
import sys

plain, correlated = (open(name).read().splitlines() for name in sys.argv[1:3])
IDS = r"trace_id=[0-9a-f]{32} span_id=[0-9a-f]{16}$"
if len(plain) != 8 or len(plain) != len(correlated):
    print(f"{len(plain)} and {len(correlated)} lines")
for before, after in zip(plain, correlated):
    stays = "counts" in before or len(before) > 2000
    if stays and after != before or not stays and not re.fullmatch(re.escape(before) + " ?" + IDS, after):
        print(f"{before[:200]!r} became {after[:200]!r}")
