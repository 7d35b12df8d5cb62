import Foundation
import GatewayCore
import GatewaySeal

/// Inbox keys in files, as `postern key inbox` makes and shows them.
public enum InboxKeys {
  /// A new key.
  ///
  /// - Parameter passphrase: protects the secret half; nil: it stands in clear.
  /// - Returns: the file's text, the public half and its id.
  /// - Throws: `Failure` where there is not enough memory for the passphrase's hash (256 MiB).
  public static func make(
    passphrase: [UInt8]?
  ) throws -> (file: String, key: String, id: String) {
    try file(of: InboxSecret(), passphrase: passphrase)
  }

  static func file(
    of secret: InboxSecret, passphrase: [UInt8]?
  ) throws -> (file: String, key: String, id: String) {
    do throws(InboxKeyFile.Fault) {
      return (
        try InboxKeyFile.text(of: secret, passphrase: passphrase), secret.key.text,
        "\(secret.key.id)"
      )
    } catch { throw Failure(error.sentence("the new key"), .inputOutput) }
  }

  /// The public half in a file, which needs no passphrase, and its id.
  public static func publicHalf(inFile file: String) throws -> (key: String, id: String) {
    let key = try key(inFile: file)
    return (key.text, "\(key.id)")
  }

  static func key(inFile file: String) throws -> InboxKey {
    do throws(InboxKey.Mistake) {
      return try checked(InboxKeyFile.key(in: try text(file)))
    } catch { throw Failure("The key in \(file) \(error).", .data) }
  }

  /// - Throws: `.invalid` where nothing can be sealed to it.
  static func checked(_ key: InboxKey) throws(InboxKey.Mistake) -> InboxKey {
    try InboxSealer.check(key)
    return key
  }

  static func secret(
    inFile file: String, passphrase: () throws -> [UInt8]?
  ) throws -> InboxSecret {
    do {
      return try InboxKeyFile.secret(in: try text(file), passphrase: passphrase)
    } catch let fault as InboxKeyFile.Fault {
      throw Failure(fault.sentence(file), .data)
    } catch let mistake as InboxKey.Mistake {
      throw Failure("The key in \(file) \(mistake).", .data)
    }
  }

  static func text(_ file: String) throws(InboxKey.Mistake) -> String {
    do throws(NamedFile.Fault) { return try NamedFile.text(file, onlyRegular: true) } catch {
      throw .file(error.description)
    }
  }
}

extension InboxKeyFile.Fault {
  func sentence(_ file: String) -> String {
    switch self {
    case .noKey:
      "\(file) has no secret inbox key: it is made by `postern key inbox new`, and the public half"
        + " alone opens nothing."
    case .needsPassphrase: "The key in \(file) needs its passphrase: --passphrase-file."
    case .wrongPassphrase: "That is not the passphrase of the key in \(file)."
    case .mismatch: "The two halves in \(file) do not belong together."
    case .memory: "There is not enough memory for the passphrase of \(file) (256 MiB)."
    }
  }
}
