#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char page[] = "Hello from libmicrohttpd\n";

static enum MHD_Result answer(void *own, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **kept) {
  struct MHD_Response *response = MHD_create_response_from_buffer(strlen(page), page, MHD_RESPMEM_PERSISTENT);
  enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
  MHD_destroy_response(response);
  return result;
}

int main(void) {
  const char *port = getenv("PORT");
  sigset_t signals;
  int number;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, port ? atoi(port) : 8080, NULL, NULL, answer, NULL, MHD_OPTION_END);
  if (daemon == NULL) {
    fprintf(stderr, "cannot listen\n");
    return 1;
  }
  sigwait(&signals, &number);
  MHD_stop_daemon(daemon);
  return 0;
}
