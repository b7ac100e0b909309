int value(int n);
int first(void);
int second(void);
