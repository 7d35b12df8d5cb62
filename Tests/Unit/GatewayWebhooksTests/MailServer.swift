import Foundation
import GatewayCore
import GatewayWebhooks
import TestSupport
import Testing

/// aiosmtpd on this machine, with a certificate of an authority made for the test.
///
/// What becomes of a mail depends on the recipient's name: "refused", "grey" (at first), "dropped"
/// (after the final dot, at first), "elsewhere" (251), "full" (452 after the dot), "spam" (554
/// after it).
final class MailServer {
  enum TLS: String { case starttls, smtps, none }

  struct Mail: Decodable {
    var from: String
    var to: [String]
    var content: String
    var hello: String
    var isLoggedIn: Bool
  }

  let url: String
  private let certificates: TestCertificates
  private let server: PythonServer

  var authority: [UInt8] { certificates.authority }

  /// - Parameter login: "demanded", "offered" or "none"; the user is "bot", the password
  ///   "pass word".
  /// - Parameter goodbye: what it says to QUIT.
  init(
    _ tls: TLS, login: String = "none", certificate: TestCertificates.Kind = .sound,
    goodbye: String = "221 Bye"
  ) throws {
    certificates = try TestCertificates(certificate)
    server = try PythonServer(
      Self.program, arguments: [tls.rawValue, login, goodbye], in: certificates.folder)
    let scheme = tls == .smtps ? "smtps" : "smtp"
    url = "\(scheme)://127.0.0.1:\(try server.port())"
  }

  /// The next mail that the server has got, whatever it said to it.
  func nextMail() async throws -> Mail {
    let line = try #require(await server.nextLine())
    return try JSONDecoder().decode(Mail.self, from: Data(line.utf8))
  }

  private static let program = """
    import asyncio, concurrent.futures, json, ssl, sys
    from aiosmtpd.smtp import SMTP, AuthResult
    tls, login, goodbye = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("leaf.pem", "leaf.key")
    # The test may read later, and must not hold up the server until then.
    printer = concurrent.futures.ThreadPoolExecutor(max_workers=1)
    seen = set()
    def first(address):
        is_first = address not in seen
        seen.add(address)
        return is_first
    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("refused"): return "550 5.1.1 no such user"
            if address.startswith("grey") and first(address): return "451 4.7.1 later"
            envelope.rcpt_tos.append(address)
            return "250 OK"
        async def handle_DATA(self, server, session, envelope):
            printer.submit(print, json.dumps({
                "from": envelope.mail_from, "to": envelope.rcpt_tos,
                "content": envelope.original_content.decode("ascii"), "hello": session.host_name,
                "isLoggedIn": bool(session.authenticated)}))
            name = envelope.rcpt_tos[0]
            if name.startswith("dropped") and first(name): server.transport.abort()
            if name.startswith("elsewhere"): return "251 will forward"
            if name.startswith("full"): return "452 4.3.1 no room"
            if name.startswith("spam"): return "554 5.7.1 spam"
            return "250 2.0.0 taken"
        async def handle_QUIT(self, server, session, envelope):
            return goodbye
    def authenticate(server, session, envelope, mechanism, data):
        is_right = data.login == b"bot" and data.password == b"pass word"
        return AuthResult(success=is_right, handled=False)
    def make():
        return SMTP(
            Handler(), hostname="mail.example",
            tls_context=context if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            auth_required=login == "demanded",
            auth_require_tls=tls == "starttls",
            authenticator=authenticate,
            auth_exclude_mechanism=["PLAIN", "LOGIN"] if login == "none" else None)
    async def main():
        server = await asyncio.get_running_loop().create_server(
            make, "127.0.0.1", 0, ssl=context if tls == "smtps" else None)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()
    asyncio.run(main())
    """
}
