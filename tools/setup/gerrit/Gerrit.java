import com.google.gerrit.pgm.Daemon;
import com.google.gerrit.pgm.Init;
import com.google.gerrit.pgm.util.AbstractProgram;
import java.util.Arrays;

/** Runs one of Gerrit's two programs that its jars have no entry point for: init or daemon, with its arguments. */
final class Gerrit {
  public static void main(String[] arguments) throws Exception {
    AbstractProgram program = arguments[0].equals("init") ? new Init() : new Daemon();
    System.exit(program.main(Arrays.copyOfRange(arguments, 1, arguments.length)));
  }
}
