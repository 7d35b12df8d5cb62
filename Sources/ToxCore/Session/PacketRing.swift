/// Slots for a run of consecutive packet numbers. Numbers wrap at 2^32.
///
/// The storage doubles as the run grows and is halved as it drains, so that an idle session costs a
/// few dozen bytes although its window spans 32768 packets.
struct PacketRing<Element> {
  private var slots: [Element?] = []
  /// The first number of the run.
  private(set) var start: UInt32
  /// The number behind the last of the run.
  private(set) var end: UInt32

  private static var capacityMin: Int { 8 }

  init(start: UInt32) {
    self.start = start
    end = start
  }

  /// How many numbers the run has, empty slots among them.
  var count: Int { Int(end &- start) }

  /// How many slots are allocated: a power of two, or none.
  var capacity: Int { slots.count }

  func contains(_ number: UInt32) -> Bool { number &- start < end &- start }

  /// The slot of a number of the run.
  subscript(number: UInt32) -> Element? {
    get { slots[index(of: number)] }
    _modify { yield &slots[index(of: number)] }
  }

  /// Puts `element` into the slot of a number of the run and returns what was there.
  mutating func replace(_ number: UInt32, with element: Element?) -> Element? {
    let index = index(of: number)
    var previous = element
    swap(&previous, &slots[index])
    return previous
  }

  mutating func append(_ element: Element) {
    reserve(count + 1)
    slots[index(of: end)] = element
    end &+= 1
  }

  /// Lengthens the run with empty slots.
  mutating func extend(to newEnd: UInt32) {
    reserve(Int(newEnd &- start))
    end = newEnd
  }

  /// Shortens the run by its first number.
  mutating func removeFirst() {
    slots[index(of: start)] = nil
    start &+= 1
    if slots.count > Self.capacityMin * 2, count < slots.count / 8 { resize(to: slots.count / 2) }
  }

  private func index(of number: UInt32) -> Int { Int(number) & (slots.count - 1) }

  private mutating func reserve(_ needed: Int) {
    guard needed > slots.count else { return }
    var capacity = max(slots.count, Self.capacityMin)
    while capacity < needed { capacity *= 2 }
    resize(to: capacity)
  }

  private mutating func resize(to capacity: Int) {
    var resized = [Element?](repeating: nil, count: capacity)
    var number = start
    while number != end {
      let source = index(of: number)
      swap(&resized[Int(number) & (capacity - 1)], &slots[source])
      number &+= 1
    }
    slots = resized
  }
}
