/** Says for a person why an address did not answer. */
export function refusal(code: string, port: number, timeoutMs: number): string {
  switch (code) {
    case "ECONNREFUSED":
      return `connection refused on port ${port}`;
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
    case "UND_ERR_ABORTED":
    case "TimeoutError":
      return `no answer within ${timeoutMs / 1000} s`;
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return `port ${port} closed the connection without an answer`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `no way to port ${port}: the process's address cannot be reached`;
    default:
      return `no HTTP answer on port ${port} (${code})`;
  }
}
