import ArgumentParser
import Gateway

/// The key that opens what is sealed, where a person reads it.
struct InboxKeyOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file with the inbox key that opens what is sealed, here and nowhere else.",
      valueName: "file"),
    completion: .file())
  var key: String?

  @OptionGroup var passphrase: Key.Passphrase

  func validate() throws {
    guard passphrase.passphraseFile == nil || key != nil else {
      throw ValidationError("--passphrase-file is for the key that --key names.")
    }
  }

  func sealed() throws -> SealedMessages? {
    try key.map { try SealedMessages(keyFile: $0, passphrase: { try passphrase.read() }) }
  }
}
