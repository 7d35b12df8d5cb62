/// Why nothing was connected.
public enum TCPConnectorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing here resolves names.
  case nameWithoutProxy
  /// In words for the owner, without an address.
  case failed(String)

  public var description: String {
    switch self {
    case .nameWithoutProxy: "the name has no address"
    case .failed(let words): words
    }
  }
}
