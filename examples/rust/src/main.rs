use tiny_http::{Response, Server};

fn main() {
    let port = std::env::var("PORT").unwrap_or_else(|_| "8080".to_string());
    let server = Server::http(format!("0.0.0.0:{port}")).expect("the port can be listened on");
    for request in server.incoming_requests() {
        if let Err(error) = request.respond(Response::from_string("Hello from Rust\n")) {
            eprintln!("{error}");
        }
    }
}
