import GatewaySeal

/// The hash of a passphrase, made where the passphrase is typed: a bot gets the hash alone.
public enum StaffHash {
  /// - Throws: `Failure` where it is no passphrase that a member of the staff may have.
  public static func make(_ passphrase: [UInt8]) throws(Failure) -> String {
    guard let text = String(validating: passphrase, as: UTF8.self) else {
      throw Failure("The passphrase is not UTF-8.", .data)
    }
    do throws(StaffPassphrase.Mistake) { return try StaffPassphrase.hash(text) } catch {
      switch error {
      case .short:
        throw Failure(
          "The passphrase has fewer than \(StaffPassphrase.lengthMin) characters: six random words"
            + " are good.", .refused)
      case .long:
        throw Failure("The passphrase has more than \(StaffPassphrase.bytesMax) bytes.", .refused)
      case .memory: throw Failure("There are no 64 MiB of memory for it.", .unavailable)
      }
    }
  }
}
