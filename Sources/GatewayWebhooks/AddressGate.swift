import CCurl
import GatewayCore

/// Lets a transfer connect to the addresses that its webhook may go to, whatever its host's name
/// leads to.
final class AddressGate {
  private let allowed: AllowedAddresses
  private let host: String
  private let gate = UnsafeMutablePointer<ccurl_gate>.allocate(capacity: 1)
  private var refused: AddressRefusal?
  private var hasOpened = false

  init(_ allowed: AllowedAddresses, host: String) {
    self.allowed = allowed
    self.host = host
    gate.initialize(
      to: ccurl_gate(
        allows: { address, count, context in
          guard let address, let context else { return false }
          let bytes = Array(UnsafeBufferPointer(start: address, count: count))
          return Unmanaged<AddressGate>.fromOpaque(context).takeUnretainedValue().allows(bytes)
        }, context: Unmanaged.passUnretained(self).toOpaque()))
  }

  deinit { gate.deallocate() }

  /// It must outlive the handle.
  func set(for easy: UnsafeMutableRawPointer) -> Bool { ccurl_set_gate(easy, gate) == CURLE_OK }

  /// Why the transfer failed, where each address of its host was refused.
  var refusal: AddressRefusal? { hasOpened ? nil : refused }

  private func allows(_ bytes: [UInt8]) -> Bool {
    guard let address = InternetAddress(bytes: bytes) else { return false }
    if let refusal = allowed.refusal(of: address, host: host) {
      refused = refusal
      return false
    }
    hasOpened = true
    return true
  }
}
