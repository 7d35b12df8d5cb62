import FuzzTargets

#if canImport(Glibc)
  import Glibc
#endif

/// `fuzz TARGET [libFuzzer's options and corpus directories]`; without a target, their names. Built
/// without the fuzzer it runs the given files once: for a debugger.
@main
struct Fuzz {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let target = FuzzTarget.named(arguments[1]) else {
      for target in FuzzTarget.all { print(target.name, target.sizeMax) }
      return
    }
    run(target, arguments.dropFirst(2))
  }

  #if FUZZING
    private static func run(_ target: FuzzTarget, _ options: ArraySlice<String>) {
      current = target.run
      var arguments: [UnsafeMutablePointer<CChar>?] =
        (["fuzz"] + options).map { strdup($0) } + [nil]
      var count = Int32(arguments.count - 1)
      arguments.withUnsafeMutableBufferPointer { buffer in
        var start = buffer.baseAddress
        _ = runFuzzer(&count, arguments: &start) { data, size in
          Fuzz.current?([UInt8](UnsafeBufferPointer(start: data, count: size)))
          return 0
        }
      }
    }

    /// Set once, before the fuzzer starts; the fuzzer runs on one thread.
    private nonisolated(unsafe) static var current: (@Sendable ([UInt8]) -> Void)?
  #else
    private static func run(_ target: FuzzTarget, _ files: ArraySlice<String>) {
      for file in files {
        guard let input = read(file) else {
          print("can't read \(file)")
          continue
        }
        target.run(input)
        print("\(file): \(input.count) bytes, fine")
      }
    }

    private static func read(_ path: String) -> [UInt8]? {
      guard let file = fopen(path, "rb") else { return nil }
      defer { fclose(file) }
      var bytes = [UInt8](repeating: 0, count: 1 << 20)
      let count = fread(&bytes, 1, bytes.count, file)
      return Array(bytes.prefix(count))
    }
  #endif
}

#if FUZZING
  @_silgen_name("LLVMFuzzerRunDriver")
  private func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    run: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32
#endif
