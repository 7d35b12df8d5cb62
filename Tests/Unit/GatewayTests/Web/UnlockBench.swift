import Foundation
import GatewayCore
import GatewaySeal
import GatewayStore
import Testing

@testable import Gateway
@testable import GatewayHTTP

/// The web inbox of a bot that seals to a key under a passphrase, with a sealed tip in it.
struct UnlockBench {
  let bench: WebBench

  static let secret = InboxSecret()
  static let passphrase = "open sesame"
  /// Of `postern key inbox new`; made once, since it takes most of a second.
  static let keyFile: String = {
    (try? InboxKeyFile.text(of: secret, passphrase: Array(passphrase.utf8))) ?? ""
  }()
  /// The same in clear, which opens at once.
  static let clearFile = (try? InboxKeyFile.text(of: secret, passphrase: nil)) ?? ""

  init() throws {
    let sealer = try InboxSealer(
      home: SealEnvelope.newHome(), readers: [Self.secret.key], workingKey: WorkingKey())
    bench = try WebBench(
      """
      inbox { seal = "\(Self.secret.key.text)" }
      files { accept = "everyone", max = "1MB", per_contact = "2MB" }
      on("message", function(message) message:keep() end)
      on("file_done", function(file) file:keep() end)
      """, sealer: HomeSealer(sealer))
    try bench.bench.store.write { transaction throws(StoreError) in
      try transaction.setMeta(.sealReaders, Self.secret.key.bytes)
    }
  }

  /// A client of a new session.
  func signIn(_ name: String) async throws -> (secret: String, client: WebClient) {
    let secret = try await bench.signIn(name)
    return (secret, try bench.client(secret))
  }

  func unlock(
    _ client: WebClient, file: String = clearFile, passphrase: String = "", next: String = "/"
  ) async throws -> WebAnswer {
    try await bench.answer(
      .unlock, of: client,
      form: "key=\(Percent.encoded(file))&passphrase=\(Percent.encoded(passphrase))"
        + "&next=\(Percent.encoded(next))")
  }

  func text(
    _ page: WebPage, of client: WebClient, named: [String: String] = [:], query: String = ""
  ) async throws -> String {
    switch try await bench.answer(page, of: client, named: named, query: query) {
    case .page(let body), .refusal(let body, _): String(decoding: body.bytes, as: UTF8.self)
    case let other: "status \(other.status)"
    }
  }

  /// Whether the conversation is shown opened.
  func isOpen(_ client: WebClient) async throws -> Bool {
    let named = ["contact": await bench.codename()]
    return try await text(.conversation, of: client, named: named).contains("secret-tip")
  }
}
