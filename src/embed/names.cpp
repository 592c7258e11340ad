#include "embed/names.hpp"

#include <algorithm>
#include <new>
#include <string_view>

namespace frontrun::embed {
namespace {

bool hands_out_namespaces(std::string_view name) {
  return name == "__dict__" || name == "vars" || name == "globals" || name == "locals" || name == "exec" || name == "eval";
}

}  // namespace

bool is_special(PyObject* name) {
  const std::string_view text = PyUnicode_AsUTF8(name);
  return text.starts_with("__") && text.ends_with("__");
}

Names::Functions Names::functions() {
  const auto named = [this](const char* text) {
    PyObject* name = PyUnicode_InternFromString(text);
    if (name == nullptr) throw std::bad_alloc();
    const NameUse* found = use(name);
    Py_DECREF(name);
    return found;
  };
  return {named("__code__"), named("__defaults__"), named("__kwdefaults__")};
}

NameUse* Names::use(PyObject* name) {
  std::unique_ptr<NameUse>& slot = uses_[name];
  if (!slot) {
    Py_INCREF(name);  // for the life of the process, so that its address stays its own
    slot = std::make_unique<NameUse>();
  }
  return slot.get();
}

void Names::learn(bool& fact, const char* kind, PyObject* name) {
  fact = true;
  changed_ = true;
  if (kind == kOnClass && is_special(name)) special_stored_ = true;
  learned_.push_back(name == nullptr ? std::string(kind) : std::string(kind) + PyUnicode_AsUTF8(name));
}

void Names::notices_end(const PyTypeObject* type) {
  const std::string name = type == nullptr ? kOfAny : type->tp_name;
  if (!ends_noticed_.insert(name).second) return;
  changed_ = true;
  learned_.push_back(kEndOf + name);
}

void Names::notices_end(const PyTypeObject* type, const std::string& place) {
  notices_end(type);
  lets_go_at(place, type == nullptr ? kOfAny : type->tp_name);
}

void Names::lets_go_at(const std::string& place, const std::string& type) {
  if (!let_go_at_[place].insert(type).second) return;
  changed_ = true;
  learned_.push_back(kLetsGo + type + kBehind + place);
}

void Names::assume(const std::string& fact) {
  const bool on_class = fact.starts_with(kOnClass);
  if (fact == kAny) return any_stored();
  if (fact == kClassAssigned) return class_assigned();
  if (fact == kCollects) return collects();
  if (fact == kDaemons) return daemons();
  if (fact == kPeeks) return peeks();
  if (fact == kListsThreads) return lists_threads();
  if (fact == kEntersContext) return enters_context();
  if (fact == kRefersWeakly) return refers_weakly();
  if (fact.starts_with(kEndOf)) {
    ends_noticed_.insert(fact.substr(std::string_view(kEndOf).size()));
    return;
  }
  if (fact.starts_with(kLetsGo)) {
    const std::size_t type = std::string_view(kLetsGo).size();
    const std::size_t behind = std::min(fact.find(kBehind), fact.size());
    const std::size_t place = std::min(behind + std::string_view(kBehind).size(), fact.size());
    return lets_go_at(fact.substr(place), fact.substr(type, behind - type));
  }
  if (fact == kReadsClock) return reads_clock();
  if (fact == kMovesClock) return moves_clock();
  PyObject* name = PyUnicode_InternFromString(fact.c_str() + (on_class ? std::string_view(kOnClass).size() : 0));
  if (name == nullptr) {
    PyErr_Clear();
    return;
  }
  if (on_class) {
    stored_on_class(name);
  } else {
    stored(name);
  }
  Py_DECREF(name);
}

void Names::scan_module(PyCodeObject* code) {
  const std::string_view name = PyUnicode_AsUTF8(code->co_name);
  if (name == "__init__" || name == "__new__" || name == "__post_init__" || name == "setup" || name == "invariant") return;
  if ((code->co_flags & CO_NEWLOCALS) != 0) scan(cpython::decode(code), code);
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(code->co_consts); ++i) {
    PyObject* constant = PyTuple_GET_ITEM(code->co_consts, i);
    if (PyCode_Check(constant)) scan_module(reinterpret_cast<PyCodeObject*>(constant));
  }
}

void Names::scan(const std::vector<cpython::Instruction>& instructions, PyCodeObject* code) {
  using cpython::Kind;
  // What a module's or a class's body stores, it stores while it is imported or made.
  const bool is_function = (code->co_flags & CO_NEWLOCALS) != 0;
  for (const cpython::Instruction& in : instructions) {
    if (in.name == nullptr) continue;
    switch (in.kind) {
      case Kind::store_attr:
      case Kind::delete_attr:
        stored(in.name);
        if (std::string_view(PyUnicode_AsUTF8(in.name)) == "__class__") class_assigned();
        break;
      case Kind::store_global:
      case Kind::delete_global:
      case Kind::store_cell:
      case Kind::delete_cell:
        stored(in.name);
        break;
      case Kind::load_attr:
      case Kind::load_method:
      case Kind::load_global:
        if (in.kind != Kind::load_global && std::string_view(PyUnicode_AsUTF8(in.name)) == "queue") peeks();
        if (is_function && hands_out_namespaces(PyUnicode_AsUTF8(in.name))) any_stored();
        if (std::string_view(PyUnicode_AsUTF8(in.name)) == "__kwdefaults__") stored(in.name);  // a dict that may be changed
        break;
      default:
        break;
    }
  }
}

}  // namespace frontrun::embed
