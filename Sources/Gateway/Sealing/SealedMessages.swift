import Foundation
public import GatewayCore
import GatewaySeal
import GatewayStore

/// Opens the sealed texts of messages where a person reads them, with a key that the bot's machine
/// need not have.
public final class SealedMessages: Sendable {
  /// Texts that did not open, and why.
  public enum Fault: Error, Hashable, Sendable {
    /// Sealed to others; the ids of their keys.
    case otherReader([String])
    /// Changed since it was sealed, moved from another message or cut short.
    case changed
    /// What opens it is not there.
    case noEnvelope
  }

  let opener: InboxOpener

  /// - Parameters:
  ///   - file: with an inbox key, as `postern key inbox new` makes one.
  ///   - passphrase: asked for where the file needs one.
  /// - Throws: `Failure`.
  public init(keyFile file: String, passphrase: () throws -> [UInt8]?) throws {
    opener = InboxOpener(try InboxKeys.secret(inFile: file, passphrase: passphrase))
  }

  init(_ opener: InboxOpener) { self.opener = opener }

  /// The id of the key.
  public var keyID: String { "\(opener.key.id)" }

  public func add(_ envelopes: [EnvelopeSummary]) {
    for summary in envelopes {
      if let bytes = summary.bytes, let envelope = try? SealEnvelope(bytes: bytes) {
        opener.add(envelope)
      }
    }
  }

  /// Starts again without envelopes, and without what they opened, where there are more.
  func forgetEnvelopes(beyond count: Int) { opener.forgetEnvelopes(beyond: count) }

  func hasEnvelope(_ number: Int64) -> Bool { opener.hasEnvelope(number) }

  /// The numbers of envelopes that these messages need and that were not added yet.
  public func missingEnvelopes(of messages: [some SealedText]) -> [String] {
    Self.envelopeNumbers(of: messages).filter { text in
      !(EnvelopeSummary.number(of: text).map(hasEnvelope) ?? true)
    }.sorted()
  }

  /// The numbers of the envelopes that sealed messages need.
  public static func envelopeNumbers(of messages: [some SealedText]) -> Set<String> {
    Set(
      messages.compactMap { message in
        message.sealedBytes.flatMap(InboxOpener.envelopeNumber).map(EnvelopeSummary.text)
      })
  }

  /// The message with its text; one that is not sealed as it is.
  ///
  /// - Parameter fault: called where the text does not open; then it stays sealed.
  public func open<Text: SealedText>(_ message: Text, fault: (Fault) -> Void) -> Text {
    guard let sealed = message.sealedBytes else { return message }
    var opened = message
    do throws(InboxOpener.Fault) {
      let place = SealPlace(column: Text.column, row: message.id)
      opened.text = String(decoding: try opener.open(sealed, at: place), as: UTF8.self)
      opened.sealed = nil
    } catch {
      fault(Fault(error))
    }
    return opened
  }
}

extension SealedMessages.Fault {
  init(_ fault: InboxOpener.Fault) {
    switch fault {
    case .noEnvelope: self = .noEnvelope
    case .envelope(.otherReader(let readers)): self = .otherReader(readers.map { "\($0)" })
    case .format, .envelope, .changed: self = .changed
    }
  }
}

/// A text for people as a reply has it, sealed or not.
public protocol SealedText {
  /// Where it is stored, as a `SealPlace` names it.
  static var column: String { get }
  var id: Int64 { get }
  var text: String { get set }
  /// In Base64; nil where `text` is the text itself.
  var sealed: String? { get set }
}

extension MessageSummary: SealedText {
  public static var column: String { ContentColumn.itemContent.rawValue }
}

extension NoteSummary: SealedText {
  public static var column: String { ContentColumn.noteContent.rawValue }
}

extension SealedText {
  fileprivate var sealedBytes: [UInt8]? {
    sealed.flatMap { [UInt8](base64: $0.utf8[...]) }
  }
}
