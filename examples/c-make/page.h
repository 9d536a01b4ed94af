/* What the page says. */
extern const char *page;
