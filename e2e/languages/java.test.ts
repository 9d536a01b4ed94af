import { buildsAndServes } from "./builds-and-serves.ts";

const java = "src/main/java/org/example/Hello.java";

buildsAndServes("java-maven", {
  contains: "Hello from Java",
  change: { file: java, from: "Hello from", to: "Good day from" },
  found: /Found java 21 \(pom\.xml\), web process: start-jar/,
  unchanged: ["runtime"],
  secondSays: ["program: made hello-1.0.jar with Maven, 0 jars fetched"],
});

buildsAndServes("java-gradle", {
  contains: "Hello from Gradle",
  change: { file: java, from: "Hello from", to: "Good day from" },
  found: /Found java 21 \(build\.gradle\), web process: start-jar/,
  unchanged: ["runtime"],
  secondSays: ["program: made hello-1.0.tar with Gradle 4.4.1 of Debian, 0 jars fetched"],
});
