import Foundation
import ToxCrypto
import ToxWire

/// The only file of a node: the secret half of its DHT key, 64 hex digits, readable only by its
/// owner.
struct NodeKeyFile {
  let path: String

  /// The key pair in the file, which is created with mode 0600 where it is missing.
  ///
  /// - Throws: `Failure` for a file that holds no key, that others can read, or that can't be
  ///   created.
  func load() throws(Failure) -> KeyPair<DHTPublicKey> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      guard errno == ENOENT else {
        throw Failure(path, fault: NamedFile.Fault(errno: errno), kind: .cannotCreate)
      }
      return try make()
    }
    defer { close(descriptor) }
    try check(descriptor)
    var bytes = [UInt8](repeating: 0, count: 2 * SecretKey.size + 2)
    let count = read(descriptor, &bytes, bytes.count)
    defer { wipe(&bytes) }
    guard count >= 0 else { throw failure("can't be read") }
    var text = bytes.prefix(count)
    if text.last == UInt8(ascii: "\n") { text = text.dropLast() }
    guard text.count == 2 * SecretKey.size,
      var secret = [UInt8](hex: String(decoding: text, as: UTF8.self))
    else { throw Failure("\(path) is no node key: one is 64 hex digits.", .data) }
    defer { wipe(&secret) }
    return KeyPair(secretKey: SecretKey(bytes: secret))
  }

  private func check(_ descriptor: Int32) throws(Failure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("can't be read") }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw Failure(path, fault: NamedFile.Fault(errno: EISDIR))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure("\(path) is a device or a pipe: a node's key is kept in a file.", .data)
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Failure(
        "\(path) can be read by others, so its key is no secret: make a new one, or, where no other "
          + "user has been on this machine, chmod 600 it.", .data)
    }
  }

  /// Writes a draft next to the file first, so that a crash leaves the whole key or none.
  private func make() throws(Failure) -> KeyPair<DHTPublicKey> {
    var entropy = SystemRandomNumberGenerator()
    let pair = KeyPair<DHTPublicKey>(from: &entropy)
    var secret = pair.secretKey.exportBytes()
    var text = Array((secret.hex + "\n").utf8)
    defer {
      wipe(&secret)
      wipe(&text)
    }
    try? FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let draft = path + ".new"
    let descriptor = open(
      draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("can't be made") }
    let isWritten =
      fchmod(descriptor, 0o600) == 0 && write(descriptor, text, text.count) == text.count
      && fsync(descriptor) == 0
    let isClosed = close(descriptor) == 0
    // `link` fails where another process created the file in the meantime; `rename` would replace
    // it.
    guard isWritten, isClosed, link(draft, path) == 0 else {
      let problem = failure("can't be written")
      unlink(draft)
      throw problem
    }
    unlink(draft)
    return pair
  }

  private func failure(_ words: String) -> Failure {
    Failure("\(path) \(words): \(String(cString: strerror(errno))).", .cannotCreate)
  }
}
