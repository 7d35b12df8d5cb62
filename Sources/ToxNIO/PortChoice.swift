/// Which UDP port to listen on.
public enum PortChoice: Hashable, Sendable {
  /// The first one that no other process holds.
  case firstFree(ClosedRange<UInt16>)
  /// This one or none. 0 leaves the choice to the system.
  case exactly(UInt16)

  /// 33445 to 33545: where Tox clients look for each other on a local network.
  public static let standard = PortChoice.firstFree(33445...33545)
}
