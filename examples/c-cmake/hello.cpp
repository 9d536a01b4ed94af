#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

std::string page();

int main() {
  const char *port = std::getenv("PORT");
  int on = 1, server = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port ? std::atoi(port) : 8080);
  std::signal(SIGTERM, [](int) { _exit(0); });
  std::signal(SIGPIPE, SIG_IGN);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(server, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0 || listen(server, 16) < 0) {
    std::perror("listen");
    return 1;
  }
  for (;;) {
    char request[4096];
    int client = accept(server, nullptr, nullptr);
    if (client < 0) continue;
    if (read(client, request, sizeof request) > 0) {
      const std::string text = page();
      dprintf(client, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", text.size(), text.c_str());
    }
    close(client);
  }
}
