"""opensearch_check.py URL EXAMPLES FILE...: indexes the lines of the files and asks for them; 'ok NAME' or 'wrong NAME: REASON'."""
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

URL, EXAMPLES, FILES = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(method, path, body=None, kind="application/json"):
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(URL + path, data=data, method=method, headers={"Content-Type": kind})
    try:
        with OPENER.open(request, timeout=60) as response:
            return json.loads(response.read())
    except urllib.error.HTTPError as error:
        return {"status": error.code, "error": error.read().decode()[:400]}


def result(name, problem):
    print(f"wrong {name}: {' '.join(str(problem).split())[:500]}" if problem else f"ok {name}", flush=True)


def main():
    template = json.loads((EXAMPLES / "opensearch_template.json").read_text())
    of_elastic = (EXAMPLES / "elastic_template.json").read_text()
    result("the template of Elastic is the same but for a name", json.loads(of_elastic.replace('"flattened"', '"flat_object"')) != template)
    put = ask("PUT", "/_index_template/telinject", template)
    result("the template is taken", put if "error" in put else "")
    for file in FILES:
        lines = [json.loads(line) for line in open(file, encoding="utf-8")]
        index = f"telinject-{Path(file).stem.replace('_', '-')}"
        bulk = "".join(json.dumps({"create": {}}) + "\n" + json.dumps(line) + "\n" for line in lines).encode()
        answer = ask("POST", f"/{index}/_bulk?refresh=true", bulk, "application/x-ndjson")
        refused = [item["create"]["error"] for item in answer.get("items", []) if "error" in item["create"]]
        result(f"{index}: {len(lines)} documents are taken", refused[:2] or answer.get("error", ""))
        count = ask("GET", f"/{index}/_count")
        result(f"{index}: none is lost or doubled", count if count.get("count") != len(lines) else "")
        ignored = ask("POST", f"/{index}/_search", {"query": {"exists": {"field": "_ignored"}}})
        result(f"{index}: no field is ignored", ignored["hits"]["hits"][:1])
        traces = {line["trace.id"] for line in lines}
        for trace in traces:
            found = ask("POST", f"/{index}/_search", {"size": 10000, "query": {"term": {"trace.id": trace}}, "sort": ["event.sequence"]})
            documents = [hit["_source"] for hit in found["hits"]["hits"]]
            spans = {document["span.id"] for document in documents}
            orphans = [document for document in documents if document["telemetry"].get("parent_span_id", document["span.id"]) not in spans]
            wanted = [line for line in lines if line["trace.id"] == trace]
            result(f"{index}: the trace is found whole, as it was sent", orphans[:1] or ("differs" if documents != wanted else ""))


main()
