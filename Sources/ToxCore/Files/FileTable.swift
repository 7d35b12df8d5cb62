/// The files of one direction of one session, found by number, of which there are 256.
struct FileTable<File> {
  private var slots: [File?] = []
  private(set) var count = 0
  /// The number that was used last.
  private var last = UInt8.max

  subscript(number: UInt8) -> File? {
    get { Int(number) < slots.count ? slots[Int(number)] : nil }
    _modify {
      var none: File?
      if Int(number) < slots.count { yield &slots[Int(number)] } else { yield &none }
    }
  }

  /// The numbers in use, ascending.
  var numbers: [UInt8] { slots.indices.filter { slots[$0] != nil }.map { UInt8($0) } }

  /// A low number that is not in use, and was not a moment ago: what the contact still says of the
  /// file that had it would be taken for the next one. Nil where all 256 are in use.
  var free: UInt8? {
    let numbers = 0..<min(max(Self.rotated, count + 1), 256)
    let isFree = { (number: Int) in number >= slots.count || slots[number] == nil }
    let free = numbers.first { $0 > last && isFree($0) } ?? numbers.first(where: isFree)
    return free.map { UInt8($0) }
  }

  /// How many numbers are used in turn.
  private static var rotated: Int { 16 }

  mutating func insert(_ file: File, at number: UInt8) {
    while slots.count <= Int(number) { slots.append(nil) }
    precondition(slots[Int(number)] == nil, "a number is one file's")
    slots[Int(number)] = file
    count += 1
    last = number
  }

  @discardableResult
  mutating func remove(_ number: UInt8) -> File? {
    guard let file = self[number] else { return nil }
    slots[Int(number)] = nil
    count -= 1
    while case .some(.none) = slots.last { slots.removeLast() }
    return file
  }
}
