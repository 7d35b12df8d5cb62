import Foundation
import InteropSupport

/// A real receiver: Python's HTTP server, which checks each signature as the documentation shows.
///
/// It answers 400 to what holds "poison", 410 while the file `gone` is there, and else 204; into
/// `posts` it writes a line for each request: status, whether the signature is right, and the text.
final class HookReceiver {
  static let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"

  let port: Int
  private let place: Place
  private let process = Process()

  init(in place: Place) throws {
    self.place = place
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-u", "-c", Self.script, Self.key]
    process.currentDirectoryURL = place.directory
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .newlines)) else {
      throw HarnessError("the receiver does not listen")
    }
    self.port = port
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  var posts: [String] {
    let text = (try? String(contentsOfFile: place.path("posts"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// Waits until so many requests have come.
  func posts(_ count: Int) async throws -> [String] {
    try await eventually("\(count) requests") { [self] in
      posts.count >= count ? posts : nil
    }
  }

  private static let script = """
    import base64, hashlib, hmac, http.server, json, os, sys
    def is_ours(key, headers, body):
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        secret = base64.b64decode(key.removeprefix("whsec_"))
        tag = base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
        return hmac.compare_digest("v1," + tag, headers["webhook-signature"])
    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            text = json.loads(body)["data"]["text"]
            status = 410 if os.path.exists("gone") else 400 if "poison" in text else 204
            with open("posts", "a") as posts:
                posts.write(f"{status} {is_ours(sys.argv[1], self.headers, body)} {text}\\n")
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()
        def log_message(self, *arguments): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    print(server.server_port)
    server.serve_forever()
    """
}
