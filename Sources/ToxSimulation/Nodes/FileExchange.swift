import ToxCore
import ToxWire

/// The files between a person and one contact. Outlives the node's restarts, as a home's folder
/// does.
public struct FileExchange {
  /// In the order in which they were to be sent.
  public internal(set) var outgoing: [OutgoingFile] = []
  /// In the order in which they were first offered.
  public internal(set) var incoming: [IncomingFile] = []
  /// Whether the person holds each transfer with this contact.
  var isPaused = false

  public struct OutgoingFile {
    let content: FileContent
    let isStream: Bool
    /// In the present session.
    var transfer: FileTransferID?
    /// The contact acknowledged all of it.
    public internal(set) var isSent = false
  }

  public struct IncomingFile {
    let fileID: Bytes32
    var transfer: FileTransferID?
    /// How many bytes are stored.
    public internal(set) var position: UInt64 = 0
    /// All bytes are stored, and the contact was told.
    public internal(set) var isWhole = false
    /// Each byte that came was the one that belongs there.
    public internal(set) var isExact = true
    /// Its last data came, and is acknowledged when the person consumes.
    var isHeld = false
  }

  func outgoingIndex(of transfer: FileTransferID) -> Int? {
    outgoing.firstIndex { $0.transfer == transfer }
  }

  func incomingIndex(of transfer: FileTransferID) -> Int? {
    incoming.firstIndex { $0.transfer == transfer }
  }

  /// No transfer goes on.
  mutating func wentOffline() {
    for index in outgoing.indices { outgoing[index].transfer = nil }
    for index in incoming.indices {
      incoming[index].transfer = nil
      incoming[index].isHeld = false
    }
  }

  /// How many files came whole and as they were sent.
  var wholeCount: Int { incoming.count { $0.isWhole && $0.isExact } }

  /// How many of ours the contact has.
  var sentCount: Int { outgoing.count(where: \.isSent) }
}
