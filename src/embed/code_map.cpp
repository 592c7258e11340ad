#include "embed/code_map.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

#include "embed/cpython/loops.hpp"
#include "embed/cpython/rewrite.hpp"
#include "embed/probe.hpp"

namespace frontrun::embed {
namespace {

void info_dealloc(PyObject*) {}  // lives as long as the process: frames may still point to it

PyTypeObject* info_type() {
  static PyTypeObject* type = [] {
    PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(info_dealloc)}, {0, nullptr}};
    PyType_Spec spec = {"frontrun.CodeInfo", sizeof(CodeInfo), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                        slots};
    return reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  }();
  return type;
}

/// CPython has few of these for a process.
Py_ssize_t extra_slot() {
  static const Py_ssize_t slot = _PyEval_RequestCodeExtraIndex(nullptr);
  return slot;
}

const char* verb_of(cpython::Kind kind) {
  using cpython::Kind;
  switch (kind) {
    case Kind::load_attr:
    case Kind::load_method:
    case Kind::load_global:
    case Kind::load_name:
    case Kind::load_cell:
    case Kind::load_class_cell:
    case Kind::import_from:
      return "read";
    case Kind::store_attr:
    case Kind::store_global:
    case Kind::store_name:
    case Kind::store_cell:
      return "write";
    case Kind::delete_attr:
    case Kind::delete_global:
    case Kind::delete_name:
    case Kind::delete_cell:
      return "delete";
    case Kind::load_item:
      return "read item";
    case Kind::store_item:
      return "write item";
    case Kind::delete_item:
      return "delete item";
    case Kind::call:
    case Kind::call_ex:
      return "call";
    case Kind::for_iter:
    case Kind::get_iter:
      return "iterate";
    default:
      return "use";
  }
}

}  // namespace

CodeMap::CodeMap(const SourceFilter& filter, Names& names) : filter_(filter), names_(names) {
  static std::uint64_t maps = 0;
  id_ = ++maps;
  if (info_type() == nullptr) throw std::runtime_error("cannot make the type frontrun.CodeInfo");
  if (extra_slot() < 0) throw std::runtime_error("CPython has no room for extra data of code objects");
  number("start");  // place 0
}

CodeInfo* CodeMap::find(PyCodeObject* code) {
  void* extra = nullptr;
  if (_PyCode_GetExtra(reinterpret_cast<PyObject*>(code), extra_slot(), &extra) == 0 && extra != nullptr) {
    auto* info = static_cast<CodeInfo*>(extra);
    if (info->map == id_) return info;
  }
  return make(code);
}

CodeInfo* CodeMap::make(PyCodeObject* code) {
  auto* info = new CodeInfo{};
  PyObject_Init(reinterpret_cast<PyObject*>(info), info_type());
  info->code = code;
  info->map = id_;
  Py_INCREF(code);  // sites are numbered for the life of the process, and reports name them
  info->origin = filter_.origin(code);
  info->is_finalizer = PyUnicode_CompareWithASCIIString(code->co_name, "__del__") == 0;
  std::vector<cpython::Instruction> instructions = cpython::decode(code);
  if (info->origin != Origin::excluded && info->origin != Origin::ours) {
    names_.scan(instructions, code);
    for (const cpython::Loop& loop : cpython::loops_of(code)) {
      instructions.at(loop.begin).loop = instructions.at(loop.again).loop = loop.begin + 1;
    }
  }
  std::vector<Site>& sites = sites_.emplace_back(instructions.size());
  std::uint32_t number = first_number(code);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    sites[i].instruction = instructions[i];
    sites[i].code = info;
    if (instructions[i].name != nullptr) sites[i].use = names_.use(instructions[i].name);
    if (instructions[i].kind == cpython::Kind::invisible) continue;
    sites[i].number = number++;
    if (number > places_.size()) places_.push_back({&sites[i], {}});
  }
  std::vector<std::uint32_t>& starts = units_.emplace_back(cpython::instruction_starts(code));
  info->starts = starts.data();
  info->sites = sites.data();
  info->count = sites.size();
  if (_PyCode_SetExtra(reinterpret_cast<PyObject*>(code), extra_slot(), info) < 0) throw std::bad_alloc();
  return info;
}

/// Code that eval() and exec() make is made anew by every execution: what is equal, in the same file, has the same numbers.
std::uint32_t CodeMap::first_number(PyCodeObject* code) {
  const PyRef key = PyRef::steal(PyTuple_Pack(2, code->co_filename, code));
  const PyRef next = PyRef::steal(PyLong_FromSize_t(places_.size()));
  PyObject* first = key && next ? PyDict_SetDefault(by_code_.get(), key.get(), next.get()) : nullptr;
  if (first == nullptr) throw std::bad_alloc();
  return static_cast<std::uint32_t>(PyLong_AsUnsignedLong(first));
}

void CodeMap::rewrite(CodeInfo& info) {
  info.rewriting = Rewriting::impossible;
  std::vector<cpython::Instruction> instructions;
  for (std::size_t i = 0; i < info.count; ++i) instructions.push_back(info.sites[i].instruction);
  auto rewritten = cpython::rewrite(info.code, instructions, [&info](std::uint32_t unit, std::uint32_t depth) {
    return make_probe(&info.sites[unit], depth);
  });
  if (!rewritten) return;
  // Never freed, like the CodeInfo: frames may run it as long as the process lives.
  if (_PyCode_SetExtra(reinterpret_cast<PyObject*>(rewritten->code), extra_slot(), &info) < 0) throw std::bad_alloc();
  info.origins = units_.emplace_back(std::move(rewritten->origin)).data();
  info.rewritten = rewritten->code;
  info.rewriting = Rewriting::done;
}

const Site& site_of(const CodeInfo& info, const cpython::Frame* frame) {
  const auto unit = static_cast<std::size_t>(cpython::instruction_index(frame));
  return info.sites[cpython::code_of(frame) == info.rewritten ? info.origins[unit] : info.starts[unit]];
}

std::uint32_t CodeMap::number(const std::string& text) {
  const auto [found, is_new] = by_text_.try_emplace(text, static_cast<std::uint32_t>(places_.size()));
  if (is_new) places_.push_back({nullptr, text});
  return found->second;
}

int line_of(const Site& site) {
  const auto index = static_cast<int>(&site - site.code->sites);
  const int line = PyCode_Addr2Line(site.code->code, index * 2);
  return line < 0 ? 0 : line;
}

std::string CodeMap::text(std::uint32_t number) const {
  const Place& place = places_.at(number);
  if (place.site == nullptr) return place.text;
  const Site& site = *place.site;
  std::string what = verb_of(site.instruction.kind);
  if (site.instruction.name != nullptr) what += fmt::format(" .{}", PyUnicode_AsUTF8(site.instruction.name));
  const std::filesystem::path file = PyUnicode_AsUTF8(site.code->code->co_filename);
  return fmt::format("{} at {}:{}", what, file.filename().string(), line_of(site));
}

}  // namespace frontrun::embed
