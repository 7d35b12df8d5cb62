import Crypto
import Foundation
import GatewayCore
import Testing

@testable import GatewaySeal

/// Sealed files as they leave their home.
@Suite struct `Vectors of sealed files` {
  private let reader = InboxSecret()
  private static let item: Int64 = 318
  private static let name = "the list – 2026.pdf"

  /// A sealed file, its parts by themselves.
  private func seal(_ content: [UInt8]) throws -> (head: [UInt8], segments: [[UInt8]]) {
    let sealer = try InboxSealer(
      home: [UInt8](repeating: 3, count: 16), readers: [InboxSecret().key, reader.key],
      workingKey: WorkingKey())
    let place = SealPlace(column: "files.key", row: Self.item)
    let cipher = try #require(sealer.fileCipher(sealer.newFileKey(at: place), at: place))
    let full = content.count / FileSegments.size
    var segments = (0..<full).map { number in
      let start = number * FileSegments.size
      return cipher.seal(
        Array(content[start..<start + FileSegments.size]), number: UInt64(number), isLast: false)
    }
    let rest = Array(content.dropFirst(full * FileSegments.size))
    segments.append(
      cipher.seal(
        FileSegments.padded(rest, isOnly: full == 0), number: UInt64(full), isLast: true))
    let details = SealedFileRecord(
      name: FileName(Self.name), size: UInt64(content.count), type: "application/pdf",
      digest: sha256(of: content))
    let record = sealer.sealRecord(
      details.bytes, with: cipher, at: SealPlace(column: "files.record", row: Self.item))
    let envelope = try #require(sealer.envelope).bytes
    return (SealedFileHead(item: Self.item, envelope: envelope, record: record).bytes, segments)
  }

  private func sha256(of bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

  /// What the decryptor makes of a file.
  private func decrypt(_ file: [UInt8], status: Int32 = 0) throws -> Data {
    let folder = try Decryptor.place()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (key, path) = (folder.appending(component: "key"), folder.appending(component: "file"))
    try InboxKeyFile.text(of: reader, passphrase: nil)
      .write(to: key, atomically: false, encoding: .utf8)
    try Data(file).write(to: path)
    return try Decryptor.run([key.path(), path.path()], status: status)
  }

  @Test(arguments: [0, 1, 300, 65_535, 65_536, 200_000])
  func `a decryptor in Python opens a file`(count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) }
    let (head, segments) = try seal(content)
    #expect(try decrypt(head + segments.flatMap(\.self)) == Data(content))
  }

  @Test func `a decryptor in Python refuses one that was cut or put in another order`() throws {
    let (head, segments) = try seal([UInt8](repeating: 5, count: 200_000))
    #expect(segments.count == 4)
    for order in [[0, 1, 2], [1, 0, 2, 3], [0, 1, 3], [0, 1, 2, 3, 3]] {
      _ = try decrypt(head + order.flatMap { segments[$0] }, status: 1)
    }
  }

  @Test func `a file that was written down opens with its key`() throws {
    let vector = try #require(try `Vectors of the seal`.Vectors.read().file)
    let bytes = try #require([UInt8](base64: vector.sealed.utf8[...]))
    var rest = bytes[...]
    let head = try #require(
      SealedFileHead { count in
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      })
    #expect(head.item == vector.item)
    let opener = InboxOpener(try #require(InboxSecret(vector.secret)))
    opener.add(try SealEnvelope(bytes: head.envelope))
    let (details, cipher) = try opener.openRecord(
      head.record, at: SealPlace(column: "files.record", row: head.item))
    let content = Array(String(repeating: vector.text, count: vector.count).utf8)
    #expect(
      SealedFileRecord(bytes: details)
        == SealedFileRecord(
          name: FileName(vector.name), size: UInt64(content.count), type: vector.type,
          digest: sha256(of: content)))
    let segments = Array(rest)
    var opened: [UInt8] = []
    for start in stride(from: 0, to: segments.count, by: FileSegments.storedSize) {
      let part = Array(segments[start...].prefix(FileSegments.storedSize))
      let isLast = start + part.count == segments.count
      let number = UInt64(start / FileSegments.storedSize)
      let plain = try #require(cipher.open(part, number: number, isLast: isLast))
      opened +=
        isLast ? Array(plain.prefix(try #require(FileSegments.restCount(of: plain)))) : plain
    }
    #expect(opened == content)
  }
}
