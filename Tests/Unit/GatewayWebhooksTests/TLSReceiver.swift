import Foundation
import GatewayCore
import TestSupport
import Testing

/// An HTTPS receiver whose certificate comes from an authority of its own, made for one test.
final class TLSReceiver {
  let port: Int
  private let certificates: TestCertificates
  private let server: PythonServer

  /// PEM of the authority, and of its key.
  var authority: [UInt8] { certificates.authority }
  var authorityKey: [UInt8] { certificates.authorityKey }
  var url: String { "https://127.0.0.1:\(port)/secret-path" }

  init(_ certificate: TestCertificates.Kind, asksForCertificate: Bool = false) throws {
    certificates = try TestCertificates(certificate)
    server = try PythonServer(
      Self.program, arguments: asksForCertificate ? ["ask"] : [], in: certificates.folder)
    port = try server.port()
  }

  /// One that the receiver's authority issues.
  func clientCertificate() throws -> ClientCertificate { try certificates.clientCertificate() }

  private static let program = """
    import http.server, ssl, sys
    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()
        def log_message(self, *arguments): pass
    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request, address): pass
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("leaf.pem", "leaf.key")
    if sys.argv[1:]:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations("ca.pem")
    server = Server(("127.0.0.1", 0), Receiver)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port)
    server.serve_forever()
    """
}
