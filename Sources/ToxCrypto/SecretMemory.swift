import CSodium
import Synchronization

/// Slots of 32 bytes in guarded, locked memory.
///
/// `sodium_malloc` costs three pages an allocation, too much for a key per contact. So one guarded
/// slab is cut into slots; a slot is wiped when it is given back, and slabs are kept for reuse.
final class SecretMemory: @unchecked Sendable {
  static let shared = SecretMemory()

  static let slotSize = 32
  private static let slotsPerSlab = 512

  private let free = Mutex<[UInt]>([])
  private let unlocked = Atomic(false)

  /// Whether the system let all of it be locked, so that none is written to swap.
  var isLocked: Bool { !unlocked.load(ordering: .relaxed) }

  /// A wiped slot of 32 bytes, to be given back with `release`.
  func take() -> UnsafeMutablePointer<UInt8> {
    Sodium.prepare()
    let address = free.withLock { free -> UInt in
      if free.isEmpty { appendSlab(to: &free) }
      return free.removeLast()
    }
    guard let slot = UnsafeMutablePointer<UInt8>(bitPattern: address) else {
      preconditionFailure("a slot has an address")
    }
    return slot
  }

  func release(_ slot: UnsafeMutablePointer<UInt8>) {
    sodium_memzero(slot, Self.slotSize)
    free.withLock { $0.append(UInt(bitPattern: slot)) }
  }

  private func appendSlab(to free: inout [UInt]) {
    let size = Self.slotSize * Self.slotsPerSlab
    guard let slab = sodium_malloc(size) else { preconditionFailure("no memory for keys") }
    // `sodium_malloc` has locked it, or failed to without a word; asking again tells which.
    if sodium_mlock(slab, size) != 0 { unlocked.store(true, ordering: .relaxed) }
    sodium_memzero(slab, size)
    for index in (0..<Self.slotsPerSlab).reversed() {
      free.append(UInt(bitPattern: slab + index * Self.slotSize))
    }
  }
}

/// The memory that holds secret keys.
public enum GuardedMemory {
  /// Whether all of it that is in use is locked: else the system may write keys to swap.
  public static var isLocked: Bool { SecretMemory.shared.isLocked }
}

/// Thirty-two secret bytes in one place: shared by reference, wiped with the last one, and never
/// printed. Immutable after `init`, hence safe to share between threads.
public final class Secret32: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
  let pointer: UnsafeMutablePointer<UInt8>

  /// Fills the 32 bytes in place.
  init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    pointer = SecretMemory.shared.take()
    fill(pointer)
  }

  deinit { SecretMemory.shared.release(pointer) }

  public var description: String { "<secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Copies the bytes out, for a save file. The caller wipes its copy.
  func copyBytes() -> [UInt8] {
    Array(UnsafeBufferPointer(start: pointer, count: SecretMemory.slotSize))
  }
}
