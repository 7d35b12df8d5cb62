import Foundation
import GatewayCore
import GatewaySeal

/// Shares of inbox keys in files, as `postern key inbox split`, `share` and `join` write them.
public enum InboxKeyShares {
  /// The most colleagues that one key is split among.
  public static var countMax: Int { KeyShare.countMax }

  /// Splits a key; each share is sealed to a colleague's inbox key.
  ///
  /// - Parameters:
  ///   - needed: how many shares restore the key.
  ///   - colleagues: files with the public halves of their keys, 2 to `countMax`.
  /// - Returns: a file's text for each colleague, and the id of the colleague's key.
  /// - Throws: `Failure`.
  public static func split(
    keyFile file: String, needed: Int, to colleagues: [String],
    passphrase: () throws -> [UInt8]?
  ) throws -> [(text: String, reader: String)] {
    guard (2...countMax).contains(colleagues.count), (2...colleagues.count).contains(needed) else {
      throw Failure(
        "A key is split among 2 to \(countMax) colleagues, and 2 to all of them restore it.", .usage
      )
    }
    let readers = try colleagues.map { try InboxKeys.key(inFile: $0) }
    guard Set(readers).count == readers.count else {
      throw Failure("Two colleagues have the same key: one of them would have two shares.", .data)
    }
    let secret = try InboxKeys.secret(inFile: file, passphrase: passphrase)
    let shares = KeyShare.split(secret, count: readers.count, needed: needed)
    return try zip(shares, readers).map { share, reader in
      do throws(InboxKey.Mistake) {
        return ("\(try share.sealed(to: reader))\n", "\(reader.id)")
      } catch { throw Failure("A colleague's key \(error).", .data) }
    }
  }

  /// A colleague's share, opened with the colleague's own key, for the one that joins.
  public static func open(
    shareFile share: String, keyFile file: String, passphrase: () throws -> [UInt8]?
  ) throws -> String {
    let text = try InboxKeys.text(share).trimmingCharacters(in: .whitespacesAndNewlines)
    let secret = try InboxKeys.secret(inFile: file, passphrase: passphrase)
    do throws(KeyShare.Fault) {
      return try KeyShare(sealed: text, with: secret).text
    } catch { throw Failure(error.sentence(share), .data) }
  }

  /// The key that opened shares restore, as the text of its file.
  public static func join(
    shareFiles files: [String], passphrase: [UInt8]?
  ) throws -> (file: String, key: String, id: String) {
    var shares: [KeyShare] = []
    for file in files {
      let text = try InboxKeys.text(file).trimmingCharacters(in: .whitespacesAndNewlines)
      guard !text.hasPrefix(KeyShare.sealedPrefix) else {
        throw Failure(
          "\(file) is sealed to its colleague, who opens it first: `postern key inbox share`.",
          .data)
      }
      do throws(KeyShare.Fault) { shares.append(try KeyShare(text)) } catch {
        throw Failure(error.sentence(file), .data)
      }
    }
    let secret: InboxSecret
    do throws(KeyShare.Fault) { secret = try KeyShare.join(shares) } catch {
      throw Failure(error.sentence("the shares"), .data)
    }
    return try InboxKeys.file(of: secret, passphrase: passphrase)
  }
}

extension KeyShare.Fault {
  fileprivate func sentence(_ file: String) -> String {
    switch self {
    case .format: "\(file) is no share of an inbox key."
    case .otherReader(let id): "The share in \(file) is sealed to another key: \(id)."
    case .changed: "The share in \(file) was changed since it was made."
    case .mixed: "These shares are of different keys, or of different splits of one."
    case .tooFew(let count): "\(count) more shares are needed."
    case .wrong: "These shares do not give the key that was split: one of them was changed."
    }
  }
}
