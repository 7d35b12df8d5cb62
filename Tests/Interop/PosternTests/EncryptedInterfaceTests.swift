import Foundation
import InteropSupport
import TestSupport
import Testing

/// The HTTP interface with TLS, over a real socket.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `The HTTP interface with TLS` {
  private let place: Place
  private let certificates: TestCertificates

  init() throws {
    place = try Place()
    certificates = try TestCertificates(.sound)
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    _ = try place.run("key", "new", "--home", "home")
  }

  /// Asks with Python's TLS; prints the version and the answer's status, or the fault.
  private func ask(
    _ url: String, token: String, name: String = "desk.invalid", settings: String = ""
  ) async throws -> String {
    let port = try #require(URL(string: url)?.port)
    let authority = certificates.folder.appending(path: "ca.pem").path()
    let script = """
      import socket, ssl, sys
      port, authority, name, token = sys.argv[1:]
      context = ssl.create_default_context(cafile=authority)
      \(settings)
      try:
        with socket.create_connection(("127.0.0.1", int(port))) as plain:
          with context.wrap_socket(plain, server_hostname=name) as secret:
            secret.sendall((f"GET /v1/status HTTP/1.1\\r\\nHost: {name}\\r\\nConnection: close\\r\\n"
              f"Authorization: Bearer {token}\\r\\n\\r\\n").encode())
            answer = b""
            while part := secret.recv(65536): answer += part
            print(secret.version(), answer.decode().split()[1])
      except ssl.SSLError as error:
        print(error.reason)
      """
    return try await aside {
      try PythonLibrary(script, [String(port), authority, name, token]).output
    }
  }

  @Test func `a certificate of the owner's, TLS 1.2 or later, and nothing in clear`() async throws {
    let token = try place.newToken("read")
    let options = [
      "--api-certificate", certificates.folder.appending(path: "leaf.pem").path(), "--api-key",
      certificates.folder.appending(path: "leaf.key").path(), "--api-name", "desk.invalid",
    ]
    let (bot, url) = try await RunningBot.withInterface(in: place, options: options)
    #expect(url.hasPrefix("https://127.0.0.1:"))
    #expect(try await ask(url, token: token) == "TLSv1.3 200\n")
    #expect(try await ask(url, token: token, name: "127.0.0.1") == "TLSv1.3 200\n")
    let second = "context.maximum_version = ssl.TLSVersion.TLSv1_2"
    #expect(try await ask(url, token: token, settings: second) == "TLSv1.2 200\n")
    let old = """
      context.set_ciphers("ALL:@SECLEVEL=0")
      context.minimum_version = ssl.TLSVersion.TLSv1
      context.maximum_version = ssl.TLSVersion.TLSv1_1
      """
    let refused = try await ask(url, token: token, settings: old)
    #expect(refused.contains("PROTOCOL_VERSION"), "\(refused)")
    #expect(try await ask(url, token: "wrong") == "TLSv1.3 401\n")

    let port = try #require(URL(string: url)?.port)
    let plain = try await aside {
      let client = try RawClient(port: port)
      client.send("GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
      return client.readAll()
    }
    #expect(!plain.contains("HTTP/1.1"))
    #expect(try await bot.stop() == 0)
  }

  @Test func `a certificate with the key of another one is refused at the start`() throws {
    let other = try TestCertificates(.sound)
    let run = try Command(
      [
        "run", "echo.lua", "--home", "home", "--api", "127.0.0.1:0", "--api-certificate",
        certificates.folder.appending(path: "leaf.pem").path(), "--api-key",
        other.folder.appending(path: "leaf.key").path(),
      ] + RunningBot.direct, in: place.directory)
    #expect(run.status == 65 && run.errors.contains("certificate"), "\(run.errors)")
  }
}
