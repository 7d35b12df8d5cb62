/// Which files have data that the owner was not told.
struct UntoldData {
  private var places: [(files: ContactFiles, number: UInt8)] = []

  mutating func note(_ number: UInt8, of files: ContactFiles) { places.append((files, number)) }

  /// Takes all, in the order in which their data came; a file may be among it that was told since.
  mutating func takeAll() -> [(files: ContactFiles, number: UInt8)] {
    var all: [(files: ContactFiles, number: UInt8)] = []
    swap(&all, &places)
    return all
  }
}
