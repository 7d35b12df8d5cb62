import Foundation
import GatewayCore
import Testing

@testable import GatewaySeal

@Suite struct `The file of an inbox key` {
  let secret = InboxSecret()

  private func fault(_ text: String, passphrase: String? = nil) -> InboxKeyFile.Fault? {
    do {
      _ = try InboxKeyFile.secret(in: text) { passphrase.map { Array($0.utf8) } }
      return nil
    } catch { return error as? InboxKeyFile.Fault }
  }

  @Test func `holds both halves in clear`() throws {
    let text = try InboxKeyFile.text(of: secret, passphrase: nil)
    #expect(text == "\(secret.key.text)\n\(secret.text)\n")
    #expect(try InboxKeyFile.secret(in: text) { nil }.text == secret.text)
    #expect(try InboxKeyFile.key(in: text) == secret.key)
    #expect(try InboxKeyFile.key(in: secret.key.text) == secret.key)
    #expect("\(secret)".contains("InboxSecret") && !"\(secret)".contains(secret.text.suffix(40)))
  }

  @Test func `opens with its passphrase alone`() throws {
    let text = try InboxKeyFile.text(of: secret, passphrase: Array("correct horse".utf8))
    #expect(!text.contains(secret.text))
    let opened = try InboxKeyFile.secret(in: text) { Array("correct horse".utf8) }
    #expect(opened.text == secret.text)
    #expect(fault(text, passphrase: "wrong") == .wrongPassphrase)
    #expect(fault(text) == .needsPassphrase)
    #expect(try InboxKeyFile.key(in: text) == secret.key, "the public half needs none")
  }

  @Test func `that is none, or of two keys, is refused`() throws {
    #expect(fault("") == .noKey && fault(secret.key.text) == .noKey)
    #expect(fault("\(InboxSecret().key.text)\n\(secret.text)\n") == .mismatch)
    let text = try InboxKeyFile.text(of: secret, passphrase: [1])
    let line = try #require(text.split(separator: "\n").last)
    var bytes = [UInt8](try #require(Data(base64Encoded: String(line.dropFirst(9)))))
    // It would take 4 TiB.
    bytes.replaceSubrange(5..<9, with: [255, 255, 255, 255])
    #expect(
      fault("inboxenc_" + Data(bytes).base64EncodedString(), passphrase: "a") == .noKey)
  }

  @Test(arguments: [
    ("inboxpub_AAAA", InboxKey.Mistake.encoding), ("", .encoding), ("newsroom", .encoding),
    ("inboxsec_AAAA", .secret), ("inboxenc_AAAA", .secret), ("sealpub_AAAA", .kind(.sealing)),
    ("whsec_AAAA", .kind(.shared)),
  ])
  func `a key that is none of an inbox is named`(text: String, mistake: InboxKey.Mistake) {
    #expect(throws: mistake) { try InboxKey(text) }
  }
}
