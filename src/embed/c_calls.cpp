#include "embed/c_calls.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "embed/object_kinds.hpp"

namespace frontrun::embed {

/// "self" is the first argument of a method; "each" argument means every one that is left.
enum class CCalls::Rule : std::uint8_t {
  nothing,            // touches nothing that can change
  read_self,          // reads all of self
  read_self_consume,  // and iterates over each argument
  write_self,         // writes all of self
  write_self_consume,
  state_self,       // self is one location; each argument is read
  consume,          // iterates over each argument to the end
  deep,             // reads each argument as repr does
  pure,             // the same, and iterates over iterators
  deep_attributes,  // and attributes of instances
  find,             // reads self, and compares its items with the argument
  write_compared,   // writes self, and compares its items and the arguments
  print,
  write_to,      // value, file
  use,           // works with each argument, as with a file
  use_self,      // works with self, and is given values
  fill_buffers,  // changes the buffers among its arguments
  append,
  extend,
  pop_list,
  get_item,  // self, key
  set_item,  // self, key, value
  delete_item,
  has_item,  // self, key
  set_default,
  pop_item,  // a dict's
  update,
  add,
  discard,
  pop_any,  // an ordered dict's or set's
  size,     // self's
  next,
  iter,
  get_attr,  // object, name
  set_attr,  // object, name, value
  delete_attr,
  namespace_of,         // vars(object)
  namespaces,           // globals(), locals()
  contains_in,          // container, item
  binary_in_place,      // left, right
  reduce,               // function, iterable
  read_behind,          // reads self, and all of what it refers to
  call,                 // calls its first argument with the others
  compare_items,        // iterates over each argument, and asks the items
  write_first_consume,  // writes all of the first argument, and iterates over the others
  exhaust_most,         // min, max: an iterable, or values
  all_attributes,       // reads the attributes of self
  class_of,             // reads the class of the first argument
  add_note,
  set_state,  // writes the attributes of self
  collect,    // runs, or lets run, the garbage collector
  refer_weakly,
  enter_context,  // runs its argument in the context self
  context_variable,
};

struct CallTable {
  using Rule = CCalls::Rule;

  /// By "type.method", "module.function", "type.*" or "module.*". Every group says why.
  static const std::map<std::string_view, Rule>& rules() {
    static const std::map<std::string_view, Rule> table = make();
    return table;
  }

  static std::map<std::string_view, Rule> make() {
    std::map<std::string_view, Rule> table;
    const auto set = [&table](Rule rule, std::initializer_list<std::string_view> names) {
      for (const std::string_view name : names) table[name] = rule;
    };
    // Values that never change, whose methods make new ones; what they are given is at most iterated over or formatted.
    set(Rule::consume, {"str.*",       "bytes.*", "int.*",      "float.*",     "complex.*",  "bool.*",
                        "tuple.*",     "range.*", "slice.*",    "frozenset.*", "NoneType.*", "code.*",
                        "function.*",  "type.*",  "property.*", "cell.*",      "method.*",   "builtin_function_or_method.*",
                        "traceback.*", "frame.*"});
    set(Rule::deep, {"str.format", "str.format_map", "str.__mod__", "bytes.join", "tuple.index", "tuple.count"});
    // Comparing an item may read all of it, and of what it is compared with.
    set(Rule::find, {"list.index", "list.count", "collections.deque.count", "collections.deque.index"});
    set(Rule::write_compared, {"list.remove", "list.sort", "collections.deque.remove"});
    // Lists: an append is seen by whoever asks for the length or beyond the end.
    set(Rule::append, {"list.append"});
    set(Rule::extend, {"list.extend"});
    set(Rule::pop_list, {"list.pop"});
    set(Rule::write_self, {"list.insert", "list.clear", "list.reverse"});
    set(Rule::read_self, {"list.copy", "list.__reversed__", "list.__sizeof__"});
    set(Rule::get_item, {"list.__getitem__", "dict.__getitem__", "dict.get", "_operator.getitem"});
    // What shows a container that lies behind it.
    set(Rule::read_behind, {"mappingproxy.*"});
    // Dicts.
    set(Rule::has_item, {"dict.__contains__", "set.__contains__", "frozenset.__contains__"});
    set(Rule::set_default, {"dict.setdefault", "collections.OrderedDict.setdefault"});
    set(Rule::pop_item, {"dict.pop", "collections.OrderedDict.pop"});
    set(Rule::update, {"dict.update", "collections.OrderedDict.update"});
    set(Rule::read_self, {"dict.copy", "dict.__reversed__", "dict.__sizeof__", "collections.OrderedDict.copy",
                          "collections.OrderedDict.__reversed__"});
    set(Rule::write_self,
        {"dict.popitem", "dict.clear", "collections.OrderedDict.popitem", "collections.OrderedDict.clear"});
    set(Rule::nothing, {"dict.keys", "dict.values", "dict.items", "dict.__class_getitem__", "collections.OrderedDict.keys",
                        "collections.OrderedDict.values", "collections.OrderedDict.items"});
    set(Rule::pop_any, {"collections.OrderedDict.move_to_end"});
    set(Rule::consume, {"dict.fromkeys", "collections.OrderedDict.fromkeys"});
    set(Rule::read_self, {"collections.defaultdict.copy", "collections.defaultdict.__copy__", "dict_keys.*", "dict_values.*",
                          "dict_items.*"});
    set(Rule::get_item, {"collections.defaultdict.__missing__"});
    // Sets.
    set(Rule::add, {"set.add"});
    set(Rule::discard, {"set.discard", "set.remove"});
    set(Rule::write_self, {"set.pop", "set.clear"});
    set(Rule::write_self_consume,
        {"set.update", "set.intersection_update", "set.difference_update", "set.symmetric_difference_update"});
    set(Rule::read_self_consume, {"set.union", "set.intersection", "set.difference", "set.symmetric_difference",
                                  "set.isdisjoint", "set.issubset", "set.issuperset"});
    set(Rule::read_self, {"set.copy", "set.__reduce__", "set.__sizeof__"});
    // Bytearrays.
    set(Rule::write_self_consume, {"bytearray.append", "bytearray.extend", "bytearray.insert", "bytearray.remove",
                                   "bytearray.pop", "bytearray.clear", "bytearray.reverse"});
    set(Rule::read_self_consume, {"bytearray.*"});
    // Deques: one location, as every end moves.
    set(Rule::state_self,
        {"collections.deque.append", "collections.deque.appendleft", "collections.deque.pop", "collections.deque.popleft",
         "collections.deque.clear", "collections.deque.extend", "collections.deque.extendleft", "collections.deque.insert",
         "collections.deque.reverse", "collections.deque.rotate"});
    set(Rule::read_self, {"collections.deque.copy", "collections.deque.__copy__", "collections.deque.__reversed__",
                          "collections.deque.__reduce__", "collections.deque.__sizeof__"});
    // Generators and coroutines: one location each.
    set(Rule::state_self,
        {"generator.send", "generator.throw", "generator.close", "coroutine.send", "coroutine.throw", "coroutine.close"});
    // Objects that are one location.
    set(Rule::state_self, {"_random.Random.*", "array.array.*"});
    // Files, and what reads from files or writes to them.
    set(Rule::use_self, {"_io.StringIO.*", "_io.BytesIO.*", "_io.BufferedWriter.*", "_io.TextIOWrapper.*", "_io.FileIO.*",
                         "_io.BufferedReader.*", "_io.BufferedRandom.*", "_io.BufferedRWPair.*", "_io._IOBase.*",
                         "_io._RawIOBase.*", "_io._BufferedIOBase.*", "_io._TextIOBase.*", "_io.IncrementalNewlineDecoder.*",
                         "_csv.writer.*", "_csv.reader.*", "_pickle.Pickler.*", "_pickle.Unpickler.*"});
    set(Rule::use,
        {"_io.BytesIO.readinto", "_io.FileIO.readinto", "_io.BufferedReader.readinto", "_io.BufferedReader.readinto1",
         "_io.BufferedRandom.readinto", "_io.BufferedRandom.readinto1", "_io.BufferedRWPair.readinto",
         "_io.BufferedRWPair.readinto1", "_io._BufferedIOBase.readinto", "_io._BufferedIOBase.readinto1"});
    // Built-in functions.
    set(Rule::class_of, {"builtins.isinstance"});
    set(Rule::nothing, {"builtins.issubclass", "builtins.callable",
                        "builtins.id",         "builtins.hash",
                        "builtins.chr",        "builtins.ord",
                        "builtins.hex",        "builtins.oct",
                        "builtins.bin",        "builtins.abs",
                        "builtins.round",      "builtins.divmod",
                        "builtins.pow",        "builtins.__build_class__",
                        "builtins.compile",    "builtins.__import__",
                        "builtins.open",       "builtins.input",
                        "builtins.exec",       "builtins.eval",
                        "builtins.aiter",      "builtins.anext",
                        "builtins.breakpoint"});
    set(Rule::deep, {"builtins.repr", "builtins.ascii", "builtins.format"});
    set(Rule::print, {"builtins.print"});
    set(Rule::compare_items, {"builtins.sum", "builtins.any", "builtins.all", "builtins.sorted"});
    set(Rule::exhaust_most, {"builtins.min", "builtins.max"});
    set(Rule::size, {"builtins.len"});
    set(Rule::read_behind, {"_operator.length_hint"});
    set(Rule::next, {"builtins.next"});
    set(Rule::iter, {"builtins.iter"});
    set(Rule::get_attr, {"builtins.getattr", "builtins.hasattr", "object.__getattribute__"});
    set(Rule::set_attr, {"builtins.setattr", "object.__setattr__"});
    set(Rule::delete_attr, {"builtins.delattr", "object.__delattr__"});
    set(Rule::namespace_of, {"builtins.vars"});
    set(Rule::namespaces, {"builtins.globals", "builtins.locals"});
    // What every object inherits.
    set(Rule::nothing, {"object.__init_subclass__", "object.__subclasshook__", "object.__format__", "object.__sizeof__",
                        "object.__new__", "object.__init__", "object.__class_getitem__"});
    set(Rule::all_attributes,
        {"builtins.dir", "object.__dir__", "object.__reduce_ex__", "object.__reduce__", "object.__getstate__"});
    // Pure functions.
    set(Rule::pure, {"math.*",
                     "cmath.*",
                     "time.*",
                     "_struct.*",
                     "_struct.Struct.*",
                     "binascii.*",
                     "zlib.*",
                     "_sre.*",
                     "re.*",
                     "_codecs.*",
                     "_string.*",
                     "_locale.*",
                     "_stat.*",
                     "errno.*",
                     "unicodedata.*",
                     "re.Pattern.*",
                     "re.Match.*",
                     "_datetime.*",
                     "datetime.*",
                     "datetime.date.*",
                     "datetime.datetime.*",
                     "datetime.time.*",
                     "datetime.timedelta.*",
                     "datetime.timezone.*",
                     "_decimal.*",
                     "decimal.*",
                     "_sha1.*",
                     "_sha256.*",
                     "_md5.*",
                     "_hashlib.openssl_md5",
                     "_hashlib.openssl_sha1",
                     "_hashlib.openssl_sha256",
                     "_json.*",
                     "_csv.*",
                     "_uuid.*",
                     "_ast.*",
                     "_tokenize.*",
                     "_bisect.bisect_left",
                     "_bisect.bisect_right",
                     "_statistics.*"});
    // Ours: they announce themselves.
    set(Rule::nothing, {"_thread.lock.*", "_thread.RLock.*"});
    // The interpreter's own services: what they keep is not the program's.
    set(Rule::nothing, {"sys.*",          "gc.*",      "_abc.*",         "_weakref.*",  "_imp.*",
                        "_warnings.*",    "_signal.*", "posix.*",        "_thread.*",   "faulthandler.*",
                        "_tracemalloc.*", "atexit.*",  "_contextvars.*", "_io.*",       "_typing.*",
                        "pwd.*",          "_socket.*", "select.*",       "itertools.*", "_functools.cmp_to_key",
                        "_collections.*"});
    set(Rule::iter, {"itertools.tee"});
    set(Rule::pure, {"marshal.*"});
    set(Rule::pop_item, {"_weakref._remove_dead_weakref"});
    set(Rule::write_to, {"marshal.dump", "_pickle.dump"});
    set(Rule::use, {"marshal.load", "_pickle.load"});
    set(Rule::fill_buffers, {"_struct.pack_into", "_struct.Struct.pack_into"});
    set(Rule::collect, {"gc.collect", "gc.enable", "gc.set_threshold"});
    set(Rule::enter_context, {"_contextvars.Context.run"});
    set(Rule::refer_weakly, {"_weakref.proxy"});
    set(Rule::context_variable, {"_contextvars.ContextVar.*"});
    set(Rule::deep_attributes, {"_pickle.*", "_copy.*"});
    set(Rule::write_first_consume, {"_collections._count_elements", "_bisect.insort_left", "_bisect.insort_right"});
    set(Rule::write_compared,
        {"_heapq.heappush", "_heapq.heappop", "_heapq.heapify", "_heapq.heapreplace", "_heapq.heappushpop",
         "_heapq._heappop_max", "_heapq._heapreplace_max", "_heapq._heapify_max"});
    set(Rule::reduce, {"_functools.reduce"});
    // operator
    set(Rule::pure, {"_operator.*"});
    set(Rule::set_item, {"_operator.setitem"});
    set(Rule::delete_item, {"_operator.delitem"});
    set(Rule::contains_in, {"_operator.contains"});
    set(Rule::call, {"_operator.call"});
    set(Rule::binary_in_place,
        {"_operator.iadd", "_operator.isub", "_operator.imul", "_operator.iand", "_operator.ior", "_operator.ixor",
         "_operator.iconcat", "_operator.ifloordiv", "_operator.imod", "_operator.ipow", "_operator.irshift",
         "_operator.ilshift", "_operator.itruediv", "_operator.imatmul"});
    set(Rule::nothing, {"_operator.is_", "_operator.is_not", "_operator.index"});
    // Exceptions: one location each, and attributes.
    set(Rule::set_state, {"BaseException.__setstate__"});
    set(Rule::add_note, {"BaseException.add_note"});
    set(Rule::all_attributes, {"BaseException.__reduce__", "OSError.__reduce__", "ImportError.__reduce__"});
    set(Rule::write_self, {"BaseException.with_traceback"});
    set(Rule::read_self, {"BaseExceptionGroup.*"});
    return table;
  }
};

namespace {

std::string_view tail(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

/// The C type that defines a method, seen from an instance of a subclass.
PyTypeObject* defining_type(PyObject* self, const PyMethodDef* method) {
  PyTypeObject* type = PyType_Check(self) ? reinterpret_cast<PyTypeObject*>(self) : Py_TYPE(self);
  PyObject* mro = type->tp_mro;
  for (Py_ssize_t i = 0; mro != nullptr && i < PyTuple_GET_SIZE(mro); ++i) {
    auto* base = reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(mro, i));
    for (const PyMethodDef* own = base->tp_methods; own != nullptr && own->ml_name != nullptr; ++own) {
      if (own == method || own->ml_meth == method->ml_meth) return base;
    }
  }
  return type;
}

}  // namespace

const CCalls::Known& CCalls::find(PyObject* callable, const PyMethodDef* method, PyObject* self) {
  const auto found = known_.find(method);
  if (found != known_.end()) return found->second;
  std::string owner;
  if (Py_IS_TYPE(callable, &PyMethodDescr_Type) || Py_IS_TYPE(callable, &PyClassMethodDescr_Type)) {
    owner = reinterpret_cast<PyDescrObject*>(callable)->d_type->tp_name;
  } else if (self != nullptr && !PyModule_Check(self)) {
    owner = defining_type(self, method)->tp_name;
  } else if (PyObject* module = reinterpret_cast<PyCFunctionObject*>(callable)->m_module;
             module != nullptr && PyUnicode_Check(module)) {
    owner = PyUnicode_AsUTF8(module);
  }
  const auto& rules = CallTable::rules();
  Known known{Rule::nothing, owner + "." + method->ml_name};
  auto rule = rules.find(known.name);
  const std::string group = owner + ".*";
  if (rule == rules.end()) rule = rules.find(group);
  if (rule != rules.end()) {
    known.rule = rule->second;
  } else if (std::string_view(method->ml_name).starts_with("__") && tail(method->ml_name) != "__setstate__" &&
             (self != nullptr ? !PyModule_Check(self) : static_cast<bool>(Py_IS_TYPE(callable, &PyMethodDescr_Type)))) {
    known.rule = Rule::read_behind;  // __reduce__, __length_hint__ and their like
  } else {
    known.name += "?";
  }
  return known_.emplace(method, std::move(known)).first->second;
}

std::string_view CCalls::name_of(PyObject* callable) {
  if (PyCFunction_Check(callable)) {
    return find(callable, reinterpret_cast<PyCFunctionObject*>(callable)->m_ml, PyCFunction_GET_SELF(callable)).name;
  }
  if (Py_IS_TYPE(callable, &PyMethodDescr_Type) || Py_IS_TYPE(callable, &PyClassMethodDescr_Type)) {
    return find(callable, reinterpret_cast<PyMethodDescrObject*>(callable)->d_method, nullptr).name;
  }
  return {};
}

void CCalls::call(const Call& call) {
  PyObject* callable = call.callable;
  const auto arguments = call.arguments;
  PyTypeObject* type = Py_TYPE(callable);
  if (type == &PyFunction_Type) {  // runs as a frame of its own
    effects_.read_function(callable);
    return;
  }
  if (PyCFunction_Check(callable)) {
    PyObject* self = PyCFunction_GET_SELF(callable);
    const Known& known = find(callable, reinterpret_cast<PyCFunctionObject*>(callable)->m_ml, self);
    if (self == nullptr || PyModule_Check(self)) {
      apply(known, arguments, call.keywords);
      return;
    }
    std::vector<PyObject*> with_self{self};
    with_self.insert(with_self.end(), arguments.begin(), arguments.end());
    apply(known, with_self, call.keywords);
  } else if (type == &PyMethodDescr_Type || type == &PyClassMethodDescr_Type) {
    apply(find(callable, reinterpret_cast<PyMethodDescrObject*>(callable)->d_method, nullptr), arguments, call.keywords);
  } else if (type == &PyWrapperDescr_Type) {
    call_slot(reinterpret_cast<PyWrapperDescrObject*>(callable)->d_base->name, arguments);
  } else if (type == &_PyMethodWrapper_Type) {
    // Objects/descrobject.c: wrapperobject
    struct Wrapper {
      PyObject_HEAD PyWrapperDescrObject* descr;
      PyObject* self;
    };
    const auto* wrapper = reinterpret_cast<const Wrapper*>(callable);
    std::vector<PyObject*> with_self{wrapper->self};
    with_self.insert(with_self.end(), arguments.begin(), arguments.end());
    call_slot(wrapper->descr->d_base->name, with_self);
  } else if (PyType_Check(callable)) {
    call_type(reinterpret_cast<PyTypeObject*>(callable), arguments, call.keywords);
  } else if (PyMethod_Check(callable)) {
    if (nesting_ > 8) return;
    std::vector<PyObject*> with_self{PyMethod_GET_SELF(callable)};
    with_self.insert(with_self.end(), arguments.begin(), arguments.end());
    ++nesting_;
    this->call({PyMethod_GET_FUNCTION(callable), with_self, call.keywords});
    --nesting_;
  } else if (!in_python(type, "__call__")) {
    call_operator_object(callable, arguments, call.keywords);
  }
}

void CCalls::call_operator_object(PyObject* callable, std::span<PyObject* const> arguments, std::size_t keywords) {
  const std::string_view name = Py_TYPE(callable)->tp_name;
  std::vector<PyObject*> parts;  // what the object was made with, in its own order
  if (Py_TYPE(callable)->tp_traverse != nullptr) {
    Py_TYPE(callable)->tp_traverse(
        callable,
        [](PyObject* part, void* into) {
          static_cast<std::vector<PyObject*>*>(into)->push_back(part);
          return 0;
        },
        &parts);
  }
  std::erase(parts, reinterpret_cast<PyObject*>(Py_TYPE(callable)));
  if (name == "functools.partial") {
    if (parts.size() < 2 || nesting_ > 8) return;
    std::vector<PyObject*> all;
    if (PyTuple_Check(parts[1]))
      all.assign(&PyTuple_GET_ITEM(parts[1], 0), &PyTuple_GET_ITEM(parts[1], 0) + PyTuple_GET_SIZE(parts[1]));
    all.insert(all.end(), arguments.begin(), arguments.end());
    ++nesting_;
    call({parts[0], all, keywords});
    --nesting_;
  } else if (name == "operator.methodcaller") {
    if (parts.empty() || arguments.empty() || !PyUnicode_Check(parts[0]) || nesting_ > 8) return;
    PyObject* self = arguments[0];
    effects_.read_attribute(self, parts[0], names_.use(parts[0]));
    PyObject* method = _PyType_Lookup(Py_TYPE(self), parts[0]);
    if (method == nullptr) return;
    std::vector<PyObject*> all{self};
    if (parts.size() > 1 && PyTuple_Check(parts[1])) {
      all.insert(all.end(), &PyTuple_GET_ITEM(parts[1], 0), &PyTuple_GET_ITEM(parts[1], 0) + PyTuple_GET_SIZE(parts[1]));
    }
    ++nesting_;
    call({method, all, 0});
    --nesting_;
  } else if (name == "operator.itemgetter") {
    if (parts.empty() || arguments.empty()) return;
    PyObject* items = parts[0];
    if (PyTuple_Check(items) && !PyTuple_Check(arguments[0])) {
      for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items); ++i) effects_.read_item(arguments[0], PyTuple_GET_ITEM(items, i));
    }
    effects_.read_item(arguments[0], items);
  } else if (name == "operator.attrgetter") {
    for (PyObject* part : parts) {
      if (!PyTuple_Check(part) || arguments.empty()) continue;
      for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(part); ++i) {
        PyObject* path = PyTuple_GET_ITEM(part, i);
        PyObject* first = PyTuple_Check(path) && PyTuple_GET_SIZE(path) > 0 ? PyTuple_GET_ITEM(path, 0) : path;
        if (!PyUnicode_Check(first)) continue;
        effects_.read_attribute(arguments[0], first, names_.use(first));
        // a.b.c: the objects further down are found as the operation will find them
        PyObject* object = arguments[0];
        for (Py_ssize_t k = 1; PyTuple_Check(path) && k < PyTuple_GET_SIZE(path) && object != nullptr; ++k) {
          object = cpython::instance_value(object, PyTuple_GET_ITEM(path, k - 1));
          PyObject* next = PyTuple_GET_ITEM(path, k);
          if (object != nullptr) effects_.read_attribute(object, next, names_.use(next));
        }
      }
    }
  } else if (PyWeakref_CheckRef(callable)) {
    names_.notices_end(referent_type(callable));
    effects_.read_state(callable);
  } else if (name == "functools._lru_cache_wrapper") {
    effects_.write_state(callable);
  } else if (name == "_json.Encoder") {  // what is no JSON it gives to a function that is called by itself
    for (PyObject* argument : arguments) effects_.read_deep(argument);
  } else {
    unknown(std::string(name), arguments);
  }
}

void CCalls::call_type(PyTypeObject* type, std::span<PyObject* const> arguments, std::size_t keywords) {
  if (in_python(type, "__init__")) return;
  if (arguments.empty()) return;
  if (PyType_IsSubtype(type, &_PyWeakref_RefType) != 0) return effects_.refer_weakly(arguments[0]);
  if (type == &PyType_Type && arguments.size() == 1) effects_.read_class(arguments[0]);
  if (type == &PyType_Type || type == &PySuper_Type || type == &PyRange_Type || type == &PySlice_Type ||
      type == &PyProperty_Type || type == &PyClassMethod_Type || type == &PyStaticMethod_Type ||
      PyType_IsSubtype(type, reinterpret_cast<PyTypeObject*>(PyExc_BaseException)) || PyWeakref_CheckRef(arguments[0])) {
    return;
  }
  if (type == &PyUnicode_Type) {
    effects_.read_deep(arguments[0]);
  } else if (type == &PyBool_Type) {
    effects_.read_shape(arguments[0]);
  } else if (type == &PyReversed_Type) {  // takes the length there and then
    if (!in_python(Py_TYPE(arguments[0]), "__reversed__")) effects_.read_shape(arguments[0]);
  } else if (type == &PyEnum_Type || type == &PyZip_Type) {
    for (PyObject* argument : arguments) effects_.begin_iteration(argument);
  } else if (type == &PyMap_Type || type == &PyFilter_Type) {
    for (PyObject* argument : arguments.subspan(1)) effects_.begin_iteration(argument);
  } else if (const std::string_view name = type->tp_name;
             name.starts_with("itertools.") && !name.starts_with("itertools.combinations") &&
             name != "itertools.permutations" && name != "itertools.product") {  // those read all there and then
    for (PyObject* argument : arguments) effects_.begin_iteration(argument);
  } else if (PyType_IsSubtype(type, &PyDict_Type)) {
    for (PyObject* argument : arguments.first(arguments.size() - keywords)) {
      if (PyCallable_Check(argument) == 0) effects_.consume(argument);
      if (!PyDict_Check(argument)) effects_.read_deep(argument);  // of pairs
    }
  } else {
    // The constructor of a C type takes what it is given in: it reads it.
    for (PyObject* argument : arguments) effects_.consume(argument);
  }
}

void CCalls::call_slot(const char* name_of_slot, std::span<PyObject* const> arguments) {
  const std::string_view name = name_of_slot;
  if (arguments.empty()) return;
  PyObject* self = arguments[0];
  const std::size_t count = arguments.size();
  if (name == "__getitem__" && count > 1) {
    effects_.read_item(self, arguments[1]);
  } else if (name == "__setitem__" && count > 2) {
    // An explicit call of the C method goes past a Python one of the subclass, so the object's own rule is what counts.
    effects_.write_item(self, arguments[1], arguments[2]);
    if (footprint_.empty()) effects_.write_whole(self);
  } else if (name == "__delitem__" && count > 1) {
    effects_.write_item(self, arguments[1], nullptr);
    if (footprint_.empty()) effects_.write_whole(self);
  } else if (name == "__contains__" && count > 1) {
    effects_.contains(self, arguments[1]);
  } else if (name == "__len__") {
    effects_.read_shape(self);
  } else if (name == "__iter__") {
    effects_.begin_iteration(self);
  } else if (name == "__next__") {
    effects_.advance(self, false);
  } else if (name == "__getattribute__" && count > 1 && PyUnicode_Check(arguments[1])) {
    effects_.read_attribute(self, arguments[1], names_.use(arguments[1]));
  } else if ((name == "__setattr__" && count > 2) || (name == "__delattr__" && count > 1)) {
    if (PyUnicode_Check(arguments[1]))
      effects_.set_attribute(self, arguments[1], count > 2 ? arguments[2] : nullptr, names_.use(arguments[1]));
  } else if (name == "__init__") {
    if (PyExceptionInstance_Check(self)) {
      effects_.write_state(self);
    } else if (has_c_state(self)) {
      if (count > 1 || !PyDict_CheckExact(self)) effects_.write_whole(self);
      for (PyObject* argument : arguments.subspan(1)) effects_.consume(argument);
    }
  } else if (name.starts_with("__i") && (name == "__iadd__" || name == "__imul__" || name == "__ior__" ||
                                         name == "__iand__" || name == "__isub__" || name == "__ixor__")) {
    if (count > 1) effects_.binary(self, arguments[1], true, name == "__ior__", name == "__iadd__", name == "__imul__");
  } else if (name == "__call__") {
    call({self, arguments.subspan(1), 0});
  } else if (count > 1 && (name == "__get__" || name == "__set__" || name == "__delete__") &&
             (Py_IS_TYPE(self, &PyMemberDescr_Type) || Py_IS_TYPE(self, &PyGetSetDescr_Type))) {
    PyObject* attribute = reinterpret_cast<PyDescrObject*>(self)->d_name;
    if (name != "__get__") {
      effects_.set_attribute(arguments[1], attribute, count > 2 ? arguments[2] : nullptr, names_.use(attribute));
    } else if (arguments[1] != Py_None) {
      effects_.read_attribute(arguments[1], attribute, names_.use(attribute));
    }
  } else if (name == "__del__") {
    effects_.use(self);
  } else if (name == "__hash__" || name == "__get__" || name == "__set__" || name == "__delete__") {
    // of what is written in Python, that runs as a frame of its own
  } else {
    for (PyObject* argument : arguments) effects_.read_deep(argument);
  }
}

void CCalls::unknown(const std::string& name, std::span<PyObject* const> arguments) {
  for (PyObject* argument : arguments) effects_.write_deep(argument);
  if (!footprint_.empty()) unknown_.emplace(name, true);
}

std::vector<std::string> CCalls::unknown() const {
  std::vector<std::string> names;
  for (const auto& [name, _] : unknown_) names.push_back(name);
  return names;
}

void CCalls::apply(const Known& known, std::span<PyObject* const> arguments, std::size_t keywords) {
  if (known.rule == Rule::nothing && !known.name.ends_with('?')) return;
  if (known.name.ends_with('?')) {
    unknown(known.name.substr(0, known.name.size() - 1), arguments);
    return;
  }
  const std::size_t count = arguments.size();
  if (known.rule == Rule::namespaces) names_.any_stored();
  if (known.rule == Rule::collect) names_.collects();
  if (count == 0) return;
  PyObject* self = arguments[0];
  const auto rest = arguments.subspan(1);
  for (PyObject* argument : arguments) {
    if (PyCallable_Check(argument) == 0) continue;
    effects_.call_back(argument);
    if (known.rule != Rule::compare_items && known.rule != Rule::exhaust_most && known.rule != Rule::write_compared &&
        known.rule != Rule::reduce)
      continue;
    for (PyObject* other : arguments) {
      if (other != argument) effects_.call_back_with(argument, other);
    }
  }
  const std::size_t positional = count - keywords;
  const auto consume_rest = [&] {
    for (PyObject* argument : rest) effects_.consume(argument);
  };
  switch (known.rule) {
    case Rule::nothing:
    case Rule::namespaces:
    case Rule::collect:
      break;
    case Rule::read_self:
      effects_.read_whole(self);
      break;
    case Rule::read_self_consume:
      effects_.read_whole(self);
      consume_rest();
      break;
    case Rule::write_self:
      effects_.write_whole(self);
      break;
    case Rule::write_self_consume:
      effects_.write_whole(self);
      consume_rest();
      break;
    case Rule::state_self:
      effects_.write_state(self);
      consume_rest();
      break;
    case Rule::consume:
      for (PyObject* argument : arguments) effects_.consume(argument);
      break;
    case Rule::deep:
      for (PyObject* argument : arguments) effects_.read_deep(argument);
      break;
    case Rule::pure:
      for (PyObject* argument : arguments) {
        if (PyIter_Check(argument)) effects_.consume(argument);
        effects_.read_deep(argument);
      }
      break;
    case Rule::find:
    case Rule::write_compared:
      if (known.rule == Rule::write_compared) effects_.write_whole(self);
      for (PyObject* argument : arguments) effects_.read_deep(argument, true);
      break;
    case Rule::print:
      for (PyObject* argument : arguments) effects_.read_deep(argument);
      if (const auto named = arguments.subspan(positional); std::all_of(named.begin(), named.end(), is_immutable)) {
        effects_.use_standard_output();
      } else {
        for (PyObject* argument : named) effects_.use(argument);  // file=
      }
      break;
    case Rule::write_to:
      effects_.read_deep(self, true);
      for (PyObject* argument : rest) effects_.use(argument);
      break;
    case Rule::use:
      for (PyObject* argument : arguments) effects_.use(argument);
      break;
    case Rule::use_self:
      effects_.use(self);
      for (PyObject* argument : rest) {
        effects_.consume(argument);
        effects_.read_deep(argument, true);
      }
      break;
    case Rule::fill_buffers:
      for (PyObject* argument : arguments)
        PyObject_CheckBuffer(argument) != 0 ? effects_.write_whole(argument) : effects_.read_deep(argument);
      break;
    case Rule::deep_attributes:
      for (PyObject* argument : arguments) effects_.read_deep(argument, true);
      break;
    case Rule::append:
      effects_.append(self, nullptr);
      break;
    case Rule::extend:
      effects_.append(self, count > 1 ? rest[0] : nullptr);
      consume_rest();
      break;
    case Rule::pop_list:
      if (count == 1 && PyList_Check(self)) {
        effects_.pop_last(self);
      } else {
        effects_.write_whole(self);
      }
      break;
    case Rule::get_item:
      if (count > 1) effects_.read_item(self, rest[0]);
      break;
    case Rule::set_item:
      if (count > 2) effects_.write_item(self, rest[0], rest[1]);
      break;
    case Rule::delete_item:
      if (count > 1) effects_.write_item(self, rest[0], nullptr);
      break;
    case Rule::has_item:
    case Rule::contains_in:
      if (count > 1) effects_.contains(self, rest[0]);
      break;
    case Rule::set_default:
    case Rule::add:
      if (count > 1) effects_.insert(self, rest[0]);
      break;
    case Rule::pop_item:
    case Rule::discard:
      if (count > 1) effects_.remove(self, rest[0]);
      break;
    case Rule::update:
      if (positional > 1) {
        effects_.update(self, rest[0]);
      } else {
        effects_.write_whole(self);
      }
      if (keywords > 0) effects_.write_whole(self);
      break;
    case Rule::pop_any:
      effects_.write_whole(self);
      break;
    case Rule::size:
      effects_.read_shape(self);
      break;
    case Rule::next:
      // One reference is the stack's: nobody else can know an iterator that has no other.
      effects_.advance(self, Py_REFCNT(self) == 1);
      break;
    case Rule::iter:
      effects_.begin_iteration(self);
      break;
    case Rule::get_attr:
      if (count > 1 && PyUnicode_Check(rest[0])) effects_.read_attribute(self, rest[0], names_.use(rest[0]));
      break;
    case Rule::set_attr:
      if (count > 2 && PyUnicode_Check(rest[0])) effects_.write_attribute(self, rest[0], rest[1], names_.use(rest[0]));
      break;
    case Rule::delete_attr:
      if (count > 1 && PyUnicode_Check(rest[0])) effects_.write_attribute(self, rest[0], nullptr, names_.use(rest[0]));
      break;
    case Rule::namespace_of:
      effects_.hand_out_dict(self);
      break;
    case Rule::class_of:
      effects_.read_class(self);
      break;
    case Rule::binary_in_place:
      if (count > 1) {
        const std::string_view name = tail(known.name);
        effects_.binary(self, rest[0], true, name == "ior", name == "iadd" || name == "iconcat", name == "imul");
      }
      break;
    case Rule::compare_items:
      for (PyObject* argument : arguments) {
        effects_.consume(argument);
        effects_.read_deep(argument);
      }
      break;
    case Rule::read_behind:
      effects_.read_whole(self);
      for_each_referent(self, [&](PyObject* behind) {
        if (!PyType_Check(behind)) effects_.read_deep(behind);
      });
      consume_rest();
      break;
    case Rule::call:
      if (nesting_ > 8) break;
      ++nesting_;
      call({self, rest, keywords});
      --nesting_;
      break;
    case Rule::reduce:
      if (count > 1) effects_.consume(rest[0]);
      if (count > 2 && !PyFunction_Check(self)) effects_.write_whole(rest[1]);  // operator.iadd, say
      break;
    case Rule::write_first_consume:
      effects_.write_whole(self);
      consume_rest();
      break;
    case Rule::exhaust_most:
      if (positional == 1) {
        effects_.consume(self);
        effects_.read_deep(self);
      } else {
        for (PyObject* argument : arguments) effects_.read_deep(argument);
      }
      break;
    case Rule::add_note: {
      static PyObject* const notes = PyUnicode_InternFromString("__notes__");
      effects_.write_attribute(self, notes, count > 1 ? rest[0] : nullptr, names_.use(notes));
      effects_.write_state(self);
      break;
    }
    case Rule::set_state:
      effects_.write_all_attributes(self);
      effects_.write_state(self);
      break;
    case Rule::all_attributes:
      effects_.read_all_attributes(self);
      if (has_c_state(self)) effects_.read_whole(self);
      break;
    case Rule::refer_weakly:
      effects_.refer_weakly(self);
      break;
    case Rule::enter_context:
      names_.enters_context();
      for (PyObject* argument : arguments) effects_.write_deep(argument);
      break;
    case Rule::context_variable:  // each thread has a context of its own, unless somebody enters another
      if (!names_.may_enter_context()) break;
      for (PyObject* argument : arguments) effects_.write_deep(argument);
      break;
  }
}

}  // namespace frontrun::embed
