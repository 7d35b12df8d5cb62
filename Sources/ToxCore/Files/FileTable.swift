/// The files of one direction of one session, found by number, of which there are 256.
struct FileTable<File> {
  private var slots: [File?] = []
  private(set) var count = 0

  subscript(number: UInt8) -> File? {
    get { Int(number) < slots.count ? slots[Int(number)] : nil }
    _modify {
      var none: File?
      if Int(number) < slots.count { yield &slots[Int(number)] } else { yield &none }
    }
  }

  /// The numbers in use, ascending.
  var numbers: [UInt8] { slots.indices.filter { slots[$0] != nil }.map { UInt8($0) } }

  /// The lowest number that is not in use; nil where all 256 are.
  var free: UInt8? {
    if let hole = slots.firstIndex(where: { $0 == nil }) { return UInt8(hole) }
    return UInt8(exactly: slots.count)
  }

  mutating func insert(_ file: File, at number: UInt8) {
    while slots.count <= Int(number) { slots.append(nil) }
    precondition(slots[Int(number)] == nil, "a number is one file's")
    slots[Int(number)] = file
    count += 1
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
