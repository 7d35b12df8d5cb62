import Foundation
public import GatewayCore
import GatewaySeal
import GatewayStore

/// Files whose bytes are sealed, where a person reads them.
extension SealedMessages {
  /// The numbers of the envelopes that these files need and that were not added yet.
  public func missingEnvelopes(of files: [FileSummary]) -> [String] {
    Set(files.compactMap(\.envelopeNumber)).filter { text in
      !(EnvelopeSummary.number(of: text).map(hasEnvelope) ?? true)
    }.sorted()
  }

  /// The file with its name, size, type and hash; one that is not sealed as it is.
  ///
  /// - Parameter fault: called where it does not open; then it stays sealed.
  public func open(_ file: FileSummary, fault: (Fault) -> Void) -> FileSummary {
    guard file.sealed != nil else { return file }
    do throws(Fault) { return try opened(file).file } catch {
      fault(error)
      return file
    }
  }

  func opened(
    _ file: FileSummary
  ) throws(Fault) -> (file: FileSummary, cipher: FileCipher) {
    guard let sealed = file.recordBytes else { throw .changed }
    let opened: (details: [UInt8], cipher: FileCipher)
    do throws(InboxOpener.Fault) {
      let place = SealPlace(column: ContentColumn.fileRecord.rawValue, row: file.id)
      opened = try opener.openRecord(sealed, at: place)
    } catch { throw Fault(error) }
    guard let record = SealedFileRecord(bytes: opened.details) else { throw .changed }
    return (file.showing(record), opened.cipher)
  }

  /// A file with what people are told of it, and what opens its segments.
  func segments(
    of file: FileSummary
  ) throws(Fault) -> (file: FileSummary, opener: any SegmentSealer) {
    let opened = try opened(file)
    return (opened.file, SealedSegments(cipher: opened.cipher))
  }

  /// The bytes of a sealed file, and what people are told of it.
  ///
  /// - Parameter start: where they begin in the file at `path`.
  /// - Throws: `Failure` where the record does not open with this key, or the bytes were changed.
  func content(
    of file: FileSummary, at path: String, from start: UInt64 = 0
  ) throws -> (file: FileSummary, bytes: WholeFile) {
    let opened: (file: FileSummary, cipher: FileCipher)
    do throws(Fault) { opened = try self.opened(file) } catch {
      throw Failure(error.sentence(ofFile: file.id, key: keyID), .data)
    }
    return (
      opened.file,
      try WholeFile(path: path, opener: SealedSegments(cipher: opened.cipher), from: start)
    )
  }
}

extension SealedMessages.Fault {
  /// Why a file does not open.
  public func sentence(ofFile number: Int64, key: String) -> String {
    switch self {
    case .otherReader(let readers):
      "File \(number) is sealed to other keys (\(readers.joined(separator: ", "))) than the given"
        + " one (\(key))."
    case .changed: "What opens file \(number) is not what was sealed: it was changed or moved."
    case .noEnvelope: "What opens file \(number) is missing."
    }
  }
}

extension FileSummary {
  var recordBytes: [UInt8]? { sealed.flatMap { [UInt8](base64: $0.utf8[...]) } }

  /// The number of the envelope that its record needs; nil where it is not sealed.
  public var envelopeNumber: String? {
    recordBytes.flatMap(InboxOpener.envelopeNumber).map(EnvelopeSummary.text)
  }
}

/// A sealed file as it leaves its home: in an export, or over HTTP.
extension FileSummary {
  /// What stands before its bytes; nil where it is not sealed, or has no such envelope.
  func head(_ envelopes: [EnvelopeSummary]) -> [UInt8]? {
    guard let record = recordBytes, let number = envelopeNumber,
      let envelope = envelopes.first(where: { $0.number == number })?.bytes
    else { return nil }
    return SealedFileHead(item: id, envelope: envelope, record: record).bytes
  }

  /// The ending of the names of such files.
  public static let sealedEnding = ".sealed"
}
