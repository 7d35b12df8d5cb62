import ArgumentParser
import Gateway

extension Key.InboxKey {
  /// The public half of a key as a QR code, to carry it to a machine without a cable.
  struct PublicHalfCode: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        """
        Write the public half as a QR code, by the name's end PNG or SVG; the file must not exist. \
        With - it is shown on standard error, 141 columns wide.
        """, valueName: "file"))
    var qr: String?

    /// - Throws: `Failure` where the file can't be written: before a key is made.
    func prepared() throws -> Prepared {
      guard let qr else { return .none }
      return qr == "-" ? .shown : .file(try QRPicture(file: qr))
    }

    enum Prepared {
      case none
      case shown
      case file(QRPicture)

      func show(_ key: String) throws {
        switch self {
        case .none: break
        case .shown:
          guard let code = QRCode(key) else {
            throw Failure("There was not enough memory for the QR code.", .inputOutput)
          }
          Output.note(code.halfBlocks)
        case .file(let picture): try picture.write(key)
        }
      }
    }
  }
}
