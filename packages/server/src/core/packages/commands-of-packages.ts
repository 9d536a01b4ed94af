/** Commands, libraries and headers that people ask for by a name that is not their package's. */
const packages: Readonly<Record<string, string>> = {
  tesseract: "tesseract-ocr",
  rsvg: "librsvg2-bin",
  "rsvg-convert": "librsvg2-bin",
  librsvg: "librsvg2-bin",
  convert: "imagemagick",
  magick: "imagemagick",
  ffprobe: "ffmpeg",
  pdftotext: "poppler-utils",
  pdftoppm: "poppler-utils",
  poppler: "poppler-utils",
  psql: "postgresql-client",
  pg_config: "libpq-dev",
  libpq: "libpq5",
  mysql: "mariadb-client",
  "mysql-client": "mariadb-client",
  "mysqlclient-dev": "libmariadb-dev",
  libmysqlclient: "libmariadb3",
  "libmysqlclient-dev": "libmariadb-dev",
  dot: "graphviz",
  gs: "ghostscript",
  exiftool: "libimage-exiftool-perl",
  "7z": "7zip",
  soffice: "libreoffice-nogui",
  chrome: "chromium",
  "google-chrome": "chromium",
  dig: "bind9-dnsutils",
  ping: "iputils-ping",
  ps: "procps",
  vips: "libvips-tools",
  pdflatex: "texlive-latex-base",
  latex: "texlive-latex-base",
  xmllint: "libxml2-utils",
  python: "python3",
  pip: "python3-pip",
  java: "default-jre-headless",
};

/** The package that has what is called so, or null. */
export function packageWith(name: string): string | null {
  return Object.hasOwn(packages, name) ? (packages[name] ?? null) : null;
}
