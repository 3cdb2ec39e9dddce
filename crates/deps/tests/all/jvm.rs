//! Maven and Gradle.

use crate::{inventory, project, told};

#[test]
fn a_pom_has_what_its_parents_and_lists_say() {
    let parent = r#"<project>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.3.1</version>
    <relativePath/>
  </parent>
  <groupId>com.example</groupId>
  <artifactId>parent</artifactId>
  <version>1.0</version>
  <packaging>pom</packaging>
  <properties>
    <guava.version>33.0.0-jre</guava.version>
    <acme.line>2</acme.line>
    <acme.version>${acme.line}.7</acme.version>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency><groupId>com.google.guava</groupId><artifactId>guava</artifactId><version>${guava.version}</version></dependency>
      <dependency><groupId>com.acme</groupId><artifactId>acme-bom</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>
    </dependencies>
  </dependencyManagement>
</project>
"#;
    let child = r#"<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>com.example</groupId><artifactId>parent</artifactId><version>1.0</version></parent>
  <artifactId>web</artifactId>
  <dependencies>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-web</artifactId>
    </dependency>
    <dependency>
      <groupId>com.google.guava</groupId>
      <artifactId>guava</artifactId>
    </dependency>
    <dependency>
      <groupId>com.acme</groupId>
      <artifactId>acme-core</artifactId>
      <version>${acme.version}</version>
      <scope>test</scope>
    </dependency>
    <dependency>
      <groupId>org.postgresql</groupId>
      <artifactId>postgresql</artifactId>
    </dependency>
    <dependency>
      <groupId>com.example</groupId>
      <artifactId>parent</artifactId>
      <version>${project.version}</version>
    </dependency>
    <dependency>
      <groupId>log4j</groupId>
      <artifactId>log4j</artifactId>
      <version>[1.2,1.3)</version>
    </dependency>
  </dependencies>
</project>
"#;
    let inventory = inventory([("pom.xml", parent), ("web/pom.xml", child)]);
    let all: Vec<String> = inventory.projects.iter().map(|it| format!("{}\n{}", it.file, told(it))).collect();
    insta::assert_snapshot!(all.join("\n"), @r"
    pom.xml
    com.acme:acme-bom 1 Production com.acme:acme-bom pom.xml:20
    org.springframework.boot:spring-boot-starter-parent 3.3.1 Production org.springframework.boot:spring-boot-starter-parent pom.xml:5
    gap: what the dependencies of `pom.xml` bring in themselves; Maven has no lock file, and their own descriptions are not among the app's files

    web/pom.xml
    com.acme:acme-core 2.7 Development com.acme:acme-core web/pom.xml:15
    com.google.guava:guava 33.0.0-jre Production com.google.guava:guava web/pom.xml:11
    log4j:log4j [1.2,1.3) Production log4j:log4j web/pom.xml:30
    org.postgresql:postgresql  Production org.postgresql:postgresql web/pom.xml:21
    org.springframework.boot:spring-boot-starter-web 3.3.1 Production org.springframework.boot:spring-boot-starter-web web/pom.xml:7
    gap: the version of `org.postgresql:postgresql`; a parent or a list of versions outside the app decides it
    gap: what the dependencies of `web/pom.xml` bring in themselves; Maven has no lock file, and their own descriptions are not among the app's files
    ");
}

#[test]
fn properties_that_lead_in_circles_end() {
    let pom = r#"<project>
  <groupId>g</groupId><artifactId>a</artifactId><version>1</version>
  <properties><a>${b}${b}</a><b>${a}${a}</b></properties>
  <dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId><version>${a}</version></dependency></dependencies>
</project>"#;
    let told = told(&project([("pom.xml", pom)]));
    assert!(told.starts_with("x:y  Production"), "{told}");
}

#[test]
fn gradle_locks_catalogues_and_plain_statements() {
    let script = r#"
plugins {
    id("java")
    id("org.springframework.boot") version "3.2.0"
    alias(libs.plugins.acme)
}

val acmeVersion = "2.0.1"
// implementation("com.example:commented:1.0")

dependencies {
    implementation("org.springframework.boot:spring-boot-starter-web")
    implementation("com.acme:acme-core:$acmeVersion")
    implementation(libs.guava)
    implementation(libs.bundles.web)
    implementation(platform("com.acme:acme-bom:1.0"))
    testImplementation 'junit:junit:4.13.2'
    runtimeOnly group: 'org.postgresql', name: 'postgresql', version: "${postgresVersion}"
    implementation("com.acme:moving:1.+")
    implementation(project(":core"))
}
"#;
    let catalogue = r#"
[versions]
guava = "33.0.0-jre"
[libraries]
guava = { module = "com.google.guava:guava", version.ref = "guava" }
jackson-core = "com.fasterxml.jackson.core:jackson-core:2.17.0"
jackson-databind = { group = "com.fasterxml.jackson.core", name = "jackson-databind", version = "2.17.0" }
[bundles]
web = ["jackson-core", "jackson-databind"]
[plugins]
acme = { id = "com.acme", version = "9" }
"#;
    let files = [
        ("build.gradle.kts", script),
        ("gradle/libs.versions.toml", catalogue),
        ("gradle.properties", "postgresVersion=42.7.0\n"),
    ];
    insta::assert_snapshot!(told(&project(files)), @r"
    com.acme:acme-bom 1.0 Production com.acme:acme-bom build.gradle.kts:16
    com.acme:acme-core 2.0.1 Production com.acme:acme-core build.gradle.kts:13
    com.acme:moving 1.+ Production com.acme:moving build.gradle.kts:19
    com.fasterxml.jackson.core:jackson-core 2.17.0 Production com.fasterxml.jackson.core:jackson-core build.gradle.kts:15
    com.fasterxml.jackson.core:jackson-databind 2.17.0 Production com.fasterxml.jackson.core:jackson-databind build.gradle.kts:15
    com.google.guava:guava 33.0.0-jre Production com.google.guava:guava build.gradle.kts:14
    junit:junit 4.13.2 Development junit:junit build.gradle.kts:17
    org.postgresql:postgresql 42.7.0 Production org.postgresql:postgresql build.gradle.kts:18
    org.springframework.boot:spring-boot-starter-web 3.2.0 Production org.springframework.boot:spring-boot-starter-web build.gradle.kts:12
    gap: what the dependencies of `build.gradle.kts` bring in themselves; the build has no `gradle.lockfile`, and a build script is a program
    ");
    let lock = "# This is a Gradle generated file for dependency locking.\n\
                com.acme:acme-core:2.0.2=compileClasspath,runtimeClasspath\n\
                com.acme:acme-util:1.1=runtimeClasspath\n\
                junit:junit:4.13.2=testCompileClasspath,testRuntimeClasspath\n\
                empty=annotationProcessor\n";
    let locked =
        project([("build.gradle", "implementation 'com.acme:acme-core:2.+'"), ("gradle.lockfile", lock)]);
    insta::assert_snapshot!(told(&locked), @r"
    com.acme:acme-core 2.0.2 Production com.acme:acme-core build.gradle:1
    com.acme:acme-util 1.1 Production com.acme:acme-util gradle.lockfile:3
    junit:junit 4.13.2 Development junit:junit gradle.lockfile:4
    ");
}
