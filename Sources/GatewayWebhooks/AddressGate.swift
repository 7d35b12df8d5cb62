import CCurl
import GatewayCore
import Glibc

/// Lets a transfer connect to the addresses that its webhook may go to, whatever its host's name
/// leads to, and send once what it demands is there.
final class AddressGate {
  /// nil: anywhere, since the proxy alone is connected to.
  private let allowed: AllowedAddresses?
  private let host: String
  private let gate = UnsafeMutablePointer<ccurl_gate>.allocate(capacity: 1)
  private var refused: AddressRefusal?
  /// The last address that a connection was opened to, or used again.
  private var opened: InternetAddress?
  private let isReady: () -> Bool

  init(_ allowed: AllowedAddresses?, host: String, isReady: @escaping () -> Bool) {
    self.allowed = allowed
    self.isReady = isReady
    self.host = host
    gate.initialize(
      to: ccurl_gate(
        allows: { address, count, context in
          guard let address, let context else { return false }
          let bytes = Array(UnsafeBufferPointer(start: address, count: count))
          return Unmanaged<AddressGate>.fromOpaque(context).takeUnretainedValue().allows(bytes)
        },
        is_ready: { context in
          guard let context else { return false }
          return Unmanaged<AddressGate>.fromOpaque(context).takeUnretainedValue().isReady()
        }, context: Unmanaged.passUnretained(self).toOpaque()))
  }

  deinit { gate.deallocate() }

  /// It must outlive the handle.
  func set(for easy: UnsafeMutableRawPointer) -> Bool { ccurl_set_gate(easy, gate) == CURLE_OK }

  /// The next transfer of the handle begins.
  func forget() { (refused, opened) = (nil, nil) }

  /// Why the transfer failed, where each address of its host was refused.
  var refusal: AddressRefusal? { opened == nil ? refused : nil }

  /// The last address that a connection was opened to, for people; IPv6 in brackets.
  var openedText: String? {
    guard let opened else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let isV6 = opened.bytes.count == 16
    guard inet_ntop(isV6 ? AF_INET6 : AF_INET, opened.bytes, &text, socklen_t(text.count)) != nil
    else { return nil }
    let shown = String(
      decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return isV6 ? "[\(shown)]" : shown
  }

  private func allows(_ bytes: [UInt8]) -> Bool {
    guard let address = InternetAddress(bytes: bytes) else { return false }
    if let refusal = allowed?.refusal(of: address, host: host) {
      refused = refusal
      return false
    }
    opened = address
    return true
  }
}
