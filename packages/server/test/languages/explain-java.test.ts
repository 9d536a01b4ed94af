import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

// Maven's own words, from runs that failed.
test.each([
  [
    "[ERROR] COMPILATION ERROR : \n[ERROR] /workspace/src/main/java/org/example/Hello.java:[22,11] cannot find symbol\n  symbol:   method strat()\n",
    /^Java cannot compile src\/main\/java\/org\/example\/Hello\.java, line 22: cannot find symbol$/,
  ],
  [
    "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.13.0:compile (default-compile) on project hello: Fatal error compiling: error: release version 99 not supported -> [Help 1]\n",
    /^The build asks for Java 99[^]*\.java-version[^]*maven\.compiler\.release/,
  ],
  [
    "[ERROR] dependency: com.google.code.gson:gson:jar:99.0 (compile)\n[ERROR] \tCould not find artifact com.google.code.gson:gson:jar:99.0 in central (<repository>)\n",
    /^com\.google\.code\.gson:gson:jar:99\.0 cannot be had[^]*<repositories>/,
  ],
  [
    "[ERROR] 'dependencies.dependency.version' for com.google.code.gson:gson:jar is missing. @ line 12, column 17\n",
    /^pom\.xml names com\.google\.code\.gson:gson:jar without a version/,
  ],
  [
    "[FATAL] Non-parseable POM /workspace/pom.xml: end tag name </dependencies> must match start tag name <dependency> from line 12\n",
    /^pom\.xml is not well-formed XML/,
  ],
  [
    "[ERROR] Error resolving version for plugin 'org.apache.maven.plugins:maven-nothere-plugin' from the repositories [local (/cache), central (<repository>)]: Plugin not found in any plugin repository -> [Help 1]\n",
    /^The plugin org\.apache\.maven\.plugins:maven-nothere-plugin cannot be had[^]*<version>/,
  ],
  ["no jar that can be started was made: no jar in target/ names a Main-Class\n", /spring-boot-maven-plugin[^]*<mainClass>/],
])("explains %j", (log, advice) => {
  expect(adviceOn("java", log).join("\n")).toMatch(advice);
});
