int vendor_run(int n);
