import Foundation
import GatewayCore
import GatewayWebhooks
import Testing

@Suite(.mayBlock) struct `A sealed webhook` {
  @Test func `is opened by the documented example with PyNaCl`() throws {
    let place = try Place()
    let made = try place.run("key", "sealing", "receiver.key")
    try #require(made.status == 0, "\(made.errors)")
    let shown = try place.run("key", "public", "receiver.key")
    #expect(shown.output == made.output)
    let attributes = try FileManager.default.attributesOfItem(atPath: place.path("receiver.key"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let again = try place.run("key", "sealing", "receiver.key")
    #expect(again.status != 0 && again.errors.contains("receiver.key"))

    var webhook = Webhook(name: "desk", url: "https://a.example/", send: .sealed)
    webhook.sealingKey = try SealingKey(made.output.trimmingCharacters(in: .newlines))
    let contact = Contact(
      key: ContactKey(bytes: [UInt8](repeating: 1, count: 32)),
      codename: Codename(text: "amber-heron"), firstSeen: UnixMilliseconds(0))
    let message = InboundMessage(
      id: MessageID(1), contact: contact, kind: .text, text: "héllo \u{0} \"x\"",
      receivedAt: UnixMilliseconds(0))
    var entropy: any RandomNumberGenerator = SystemRandomNumberGenerator()
    let body = try #require(
      WebhookFormats.all.bodies(
        of: WebhookEvent(of: message, for: webhook, at: UnixMilliseconds(0)), for: webhook,
        entropy: &entropy
      ).first)
    let script =
      try WebhookPage.python(with: "SealedBox") + """

        import sys
        print(repr(opened(open(sys.argv[1]).read(), sys.stdin.buffer.read())["data"]["text"]))
        """
    let opened = try PythonLibrary(script, [place.path("receiver.key")], input: body)
    #expect(opened.output == "'héllo \\x00 \"x\"'\n", "\(opened.errors)")
    let other = try place.run("key", "sealing", "other.key")
    #expect(other.output != made.output)
    let refused = try PythonLibrary(script, [place.path("other.key")], input: body)
    #expect(refused.errors.contains("CryptoError"))
  }

  @Test func `a key's file is a file: - is standard output, and a pipe is not waited for`() throws {
    let place = try Place()
    let printed = try place.run("key", "signing", "-")
    #expect(printed.status == 0 && printed.output.hasPrefix("whsk_"))
    #expect(printed.errors.contains("whpk_"))
    #expect(!FileManager.default.fileExists(atPath: place.path("-")))
    #expect(mkfifo(place.path("pipe"), 0o600) == 0)
    let pipe = try place.run("key", "public", "pipe")
    #expect(
      pipe.status == 65 && pipe.errors.contains("pipe: it is a pipe or a device, not a file."))
    try place.write(
      String(printed.errors.split(separator: "\n").last { $0.contains("whpk_") } ?? ""),
      to: "public.key")
    let again = try place.run("key", "public", "public.key")
    #expect(again.status == 65 && again.errors.contains("is a public key that verifies"))
  }
}
