import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("java-maven", {
  contains: "Hello from Java",
  change: { file: "src/main/java/org/example/Hello.java", from: "Hello from", to: "Good day from" },
  found: /Found java 21 \(pom\.xml\), web process: start-jar/,
  unchanged: ["runtime"],
  secondSays: ["program: made hello-1.0.jar with Maven, 0 jars fetched"],
});
