import Foundation
import GatewayCore
import Testing

/// An HTTPS receiver whose certificate comes from an authority of its own, made for one test.
final class TLSReceiver {
  enum Certificate {
    case sound, expired, forAnotherName
    /// By no authority.
    case selfSigned
  }

  /// PEM of the authority, and of its key.
  let authority: [UInt8]
  let authorityKey: [UInt8]
  let port: Int
  private let process = Process()
  private let folder: URL

  var url: String { "https://127.0.0.1:\(port)/secret-path" }

  init(_ certificate: Certificate, asksForCertificate: Bool = false) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "postern-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.run(Self.authorityScript, in: folder, [])
    let name = certificate == .forAnotherName ? "DNS:other.example" : "IP:127.0.0.1"
    let script = certificate == .selfSigned ? Self.selfSignedScript : Self.leafScript
    try Self.run(script, in: folder, [name, certificate == .expired ? "-1" : "2"])
    authority = [UInt8](try Data(contentsOf: folder.appending(path: "ca.pem")))
    authorityKey = [UInt8](try Data(contentsOf: folder.appending(path: "ca.key")))
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", "-u", "-c", Self.server] + (asksForCertificate ? ["ask"] : [])
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(Int(line.trimmingCharacters(in: .newlines)))
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// One that the receiver's authority issues.
  func clientCertificate() throws -> ClientCertificate {
    try Self.run(Self.clientScript, in: folder, [])
    func bytes(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }
    return ClientCertificate(certificate: try bytes("own.pem"), key: try bytes("own.key"))
  }

  private static let clientScript = """
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout own.key \
      -out own.csr -subj /CN=bot &&
    openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out own.pem
    """
  private static let authorityScript = """
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key \
      -out ca.pem -subj "/CN=Own authority" -days 2
    """
  private static let leafScript = """
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout leaf.key \
      -out leaf.csr -subj /CN=leaf &&
    echo "subjectAltName=$1" >leaf.ext &&
    openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days "$2" \
      -extfile leaf.ext -out leaf.pem
    """
  private static let selfSignedScript = """
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout leaf.key \
      -out leaf.pem -subj /CN=leaf -addext "subjectAltName=$1" -days "$2"
    """
  private static let server = """
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

  private static func run(_ script: String, in folder: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script, "sh"] + arguments
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "openssl made no certificate")
  }
}
