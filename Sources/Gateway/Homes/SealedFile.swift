import Foundation
import GatewayStore
import ToxCrypto
import ToxWire

/// A file under a passphrase: a backup that may lie where others can read it.
///
/// "postern backup 1" 16, salt 32, then chunks of 65,536 bytes, the last one shorter: each
/// XSalsa20 and Poly1305 under the key that scrypt makes of the passphrase, with its number and
/// whether it is the last one in the nonce. So no chunk can be changed, moved or left out.
enum SealedFile {
  static let mark = Array("postern backup 1".utf8)
  private static let chunkBytes = 65_536

  /// Whether a file begins as one does.
  static func isOne(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: mark.count)).map { [UInt8]($0) } == mark
  }

  /// Seals a file into one that is there and empty.
  static func seal(_ source: String, into target: String, passphrase: [UInt8]) throws(StoreError) {
    var entropy = SystemRandomNumberGenerator()
    let salt = (0..<BoxKey.saltSize).map { _ in UInt8.random(in: .min ... .max, using: &entropy) }
    let key = try key(passphrase, salt)
    try copying(source, to: target) { input, output in
      try output.write(contentsOf: Data(mark + salt))
      try eachChunk(of: input, size: chunkBytes) { chunk, nonce in
        try output.write(contentsOf: Data(key.seal(chunk, nonce: nonce).bytes))
      }
    }
  }

  /// Opens a sealed file into one that is there and empty.
  static func open(_ source: String, into target: String, passphrase: [UInt8]) throws(StoreError) {
    try copying(source, to: target) { input, output in
      let head = [UInt8](try input.read(upToCount: mark.count + BoxKey.saltSize) ?? Data())
      guard head.count == mark.count + BoxKey.saltSize, head.starts(with: mark) else {
        throw StoreError.sealedFile(path: source, .damaged)
      }
      let key = try key(passphrase, Array(head[mark.count...]))
      var isFirst = true
      try eachChunk(of: input, size: chunkBytes + Sealed.overhead) { chunk, nonce in
        guard let plain = key.open(Sealed(chunk), nonce: nonce) else {
          throw StoreError.sealedFile(path: source, isFirst ? .wrongPassphrase : .damaged)
        }
        isFirst = false
        try output.write(contentsOf: Data(plain))
      }
      if isFirst { throw StoreError.sealedFile(path: source, .damaged) }
    }
  }

  private static func key(_ passphrase: [UInt8], _ salt: [UInt8]) throws(StoreError) -> BoxKey {
    guard let key = BoxKey(passphrase: passphrase, salt: salt) else {
      throw .inputOutput("there is not enough memory to derive the key (16 MiB)")
    }
    return key
  }

  private static func copying(
    _ source: String, to target: String, _ body: (FileHandle, FileHandle) throws -> Void
  ) throws(StoreError) {
    do {
      let input = try FileHandle(forReadingFrom: URL(filePath: source))
      defer { try? input.close() }
      let output = try FileHandle(forWritingTo: URL(filePath: target))
      defer { try? output.close() }
      try body(input, output)
      try output.synchronize()
    } catch let error as StoreError {
      throw error
    } catch {
      throw .inputOutput(error.localizedDescription)
    }
  }

  /// Calls with each chunk, one read ahead: the last one is known by the end behind it.
  private static func eachChunk(
    of input: FileHandle, size: Int, _ body: ([UInt8], Nonce) throws -> Void
  ) throws {
    var number: UInt64 = 0
    var chunk = try input.read(upToCount: size) ?? Data()
    while !chunk.isEmpty {
      let next = try input.read(upToCount: size) ?? Data()
      try body([UInt8](chunk), Nonce(high: number, middle: next.isEmpty ? 1 : 0, low: 0))
      number += 1
      chunk = next
    }
  }
}
