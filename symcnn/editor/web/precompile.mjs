// Run by building.py: lets Pyodide's own Python compile the packages, so that the browser need not.
// node precompile.mjs IN OUT: IN is a zip of packages, OUT one of their compiled modules and data.
import fs from "node:fs";
import { loadPyodide } from "pyodide";

const [packages, out] = process.argv.slice(2);
const python = await loadPyodide();
python.unpackArchive(new Uint8Array(fs.readFileSync(packages)), "zip", { extractDir: "/site" });
python.runPython(`
import compileall, pathlib, shutil, sys, zipfile

site = pathlib.Path("/site")
SYMPY = ["physics", "stats", "crypto", "diffgeom", "categories", "liealgebras", "holonomic", "vector", "sandbox"]
PATTERNS = ["**/tests", "**/benchmarks", "*.dist-info", "symcnn/cli", "symcnn/editor/web", "symcnn/bridges/torch_*", "symcnn/code", "symcnn/interactive"]
# What SymPy imports only for other tools, for windows of its own, for its tests, or for groups given by relations.
PARTS = ["parsing/latex", "parsing/autolev", "parsing/c", "parsing/fortran", "parsing/mathematica.py", "plotting/pygletplot/[!_]*", "printing/aesaracode.py", "printing/llvmjitcode.py", "printing/theanocode.py", "tensor/array/expressions", "testing/runtests*.py", "utilities/_compilation", "utilities/autowrap.py", "polys/numberfields/resolvent_lookup.py", "combinatorics/coset_table.py", "combinatorics/fp_groups.py", "combinatorics/rewritingsystem.py"]
unwanted = [*(f"sympy/{name}" for name in [*SYMPY, *PARTS]), "lark/tools", *PATTERNS]
for place in [found for pattern in unwanted for found in site.glob(pattern)]:
    shutil.rmtree(place, ignore_errors=True) if place.is_dir() else place.unlink(missing_ok=True)
compileall.compile_dir(site, quiet=2, legacy=True, optimize=2)
with zipfile.ZipFile("/out.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
    for file in sorted(site.rglob("*")):
        if file.is_file() and file.suffix != ".py" and "__pycache__" not in file.parts:
            bundle.write(file, file.relative_to(site))
`);
fs.writeFileSync(out, python.FS.readFile("/out.zip"));
process.exit(0);
