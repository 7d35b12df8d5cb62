import Crypto
import Foundation
import GatewayCore
import Testing

@testable import GatewaySeal

/// Values that were written down, and are opened here as everywhere.
@Suite struct `Vectors of the seal` {
  struct Vectors: Codable {
    struct XWing: Codable { var seed, pk, ct, ss: String }
    struct Seal: Codable {
      var secret, key, envelope, sealed, column, text: String
      var row: Int64
    }
    struct File: Codable {
      /// In Base64, as it leaves its home.
      var sealed: String
      var secret, name, type, text: String
      var item: Int64
      /// So often the text stands in the file.
      var count: Int
    }
    var xWing: XWing
    var seal: Seal?
    var file: File?

    static func read() throws -> Vectors {
      try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }

    private static let file = Decryptor.folder.appending(component: "vectors.json")
  }

  /// - Source: draft-connolly-cfrg-xwing-kem, appendix "Test vectors"
  @Test func `X-Wing is that of its specification`() throws {
    let vector = try Vectors.read().xWing
    let key = try XWingMLKEM768X25519.PrivateKey(
      seedRepresentation: [UInt8](hex: vector.seed), publicKey: nil)
    #expect([UInt8](key.publicKey.rawRepresentation) == [UInt8](hex: vector.pk))
    let shared = try key.decapsulate(Data([UInt8](hex: vector.ct)))
    #expect(shared.withUnsafeBytes { [UInt8]($0) } == [UInt8](hex: vector.ss))
  }

  @Test func `a sealed text opens with its key`() throws {
    let vector = try #require(try Vectors.read().seal)
    let opener = InboxOpener(try #require(InboxSecret(vector.secret)))
    #expect(opener.key.text == vector.key)
    opener.add(try SealEnvelope(bytes: [UInt8](hex: vector.envelope)))
    let place = SealPlace(column: vector.column, row: vector.row)
    let opened = try opener.open([UInt8](hex: vector.sealed), at: place)
    #expect(String(decoding: opened, as: UTF8.self) == vector.text)
  }

  /// With nothing of ours but the description of the format.
  @Test(arguments: [nil, "correct horse"])
  func `a decryptor in Python opens an export`(passphrase: String?) throws {
    let secret = InboxSecret()
    let sealer = try InboxSealer(
      home: [UInt8](repeating: 3, count: 16), readers: [InboxSecret().key, secret.key],
      workingKey: WorkingKey())
    let texts = ["short", "", String(repeating: "long – ", count: 200)]
    var lines: [[String: Any]] = []
    for (index, text) in texts.enumerated() {
      let place = SealPlace(column: "items.content", row: Int64(index + 1))
      let sealed = sealer.seal(Array(text.utf8), at: place)
      lines.append(["id": index + 1, "text": "(sealed)", "sealed": sealed.base64])
    }
    let envelope = try #require(sealer.envelope)
    let summary = EnvelopeSummary(number: envelope.number, bytes: envelope.bytes)
    lines.insert(["number": summary.number, "envelope": summary.envelope], at: 0)
    let folder = try Decryptor.place()
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ name: String) throws -> String {
      let path = folder.appending(component: name).path()
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      return path
    }
    let export = try lines.map {
      String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) + "\n"
    }.joined()
    var arguments = [
      try write(
        InboxKeyFile.text(of: secret, passphrase: passphrase.map { Array($0.utf8) }), "key"),
      try write(export, "export"),
    ]
    if let passphrase { arguments.append(try write(passphrase + "\n", "passphrase")) }
    #expect(try open(arguments) == texts)
  }

  /// The texts that the script prints.
  private func open(_ arguments: [String]) throws -> [String] {
    let data = try Decryptor.run(arguments)
    return try String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
      let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(entry?["text"] as? String)
    }
  }
}
