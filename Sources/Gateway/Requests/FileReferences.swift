import GatewayCore
import GatewayEngine
import GatewayStore

/// Finds the files that requests name.
extension StoreReader {
  func findFile(_ number: Int64) throws(OperationError) -> FileItem {
    let found = try storing { () throws(StoreError) in try file(MessageID(number))?.item }
    guard let found else {
      throw .absent("There is no file \(number): `postern file list` names them.", .noFile)
    }
    return found
  }

  func fileSummaries(_ filter: FileFilter) throws(OperationError) -> [FileSummary] {
    let items = try storing { () throws(StoreError) in try files(filter) }
    return try items.map { item throws(OperationError) in try summary(of: item) }
  }

  func summary(of file: FileItem) throws(OperationError) -> FileSummary {
    let contact = try storing { () throws(StoreError) in try storedContact(file.contact) }
    return FileSummary(file, of: contact?.contact.codename ?? Codename(text: "(forgotten)"))
  }
}

extension FileItem {
  /// The sentence of a refusal, where it is in none of these states.
  func require(
    _ direction: Item.Direction? = nil, in states: FileItem.State..., else sentence: String
  ) throws(OperationError) {
    guard states.contains(state), direction == nil || direction == self.direction else {
      throw .refused("File \(id.rawValue) \(sentence): it is \(stateWords).", .fileDecided)
    }
  }

  private var stateWords: String {
    switch (state, direction) {
    case (.offered, _): "offered, and nobody has decided"
    case (.accepted, _): "on its way"
    case (.waiting, _): "waiting for its contact"
    case (.whole, .inbound): "here"
    case (.whole, .outbound): "sent"
    case (.refused, _): "refused"
    case (.ended, _): "over"
    }
  }
}
