//! Built-in types.
//!
//! `*_object` files hold layouts and the operations that are atomic for threads; the others declare what programs see of them.

pub mod attribute;
pub mod buffer;
pub mod bytearray_type;
pub mod bytes_object;
pub mod bytes_type;
pub mod class;
pub mod class_protocol;
pub mod code_type;
pub(crate) mod collection_kind;
pub mod complex_type;
pub mod deque_object;
pub mod descriptor_types;
pub mod dict_batch;
pub mod dict_entries;
pub mod dict_object;
pub mod dict_table;
pub mod dict_type;
pub mod dict_views;
pub mod dunder;
pub mod exception;
pub mod exception_group;
mod exception_init;
pub mod exception_state;
pub mod exception_types;
pub mod float_object;
pub mod float_type;
pub mod frame_object;
pub mod frozen_dict;
pub mod function_object;
pub mod function_types;
pub mod generic_alias;
pub mod instance_slots;
pub mod int_object;
pub mod int_type;
pub mod items;
pub(crate) mod iterator_pickle;
pub mod iterator_types;
pub mod iterators;
pub(crate) mod list_moves;
pub mod list_object;
pub mod list_sort;
pub mod list_type;
pub mod locked_state;
pub mod mapping_proxy;
pub mod memory_view;
pub mod module_object;
pub mod module_stand_in;
pub mod native_closure;
pub mod number_protocol;
pub mod object_reduce;
pub mod object_type;
pub mod percent_formatting;
pub mod pickle_buffer;
pub mod protocol;
pub mod range_type;
pub mod sentinel;
pub mod sequence;
pub mod set_object;
pub mod set_type;
pub mod simple_namespace;
pub mod slice_object;
pub mod spec;
pub mod str_formatting;
pub mod str_object;
pub mod str_type;
pub mod struct_sequence;
pub mod substitution;
pub mod template;
pub mod traceback_print;
pub mod tuple_object;
pub mod tuple_type;
pub mod type_object;
pub mod type_type;
pub(crate) mod unawaited;
pub mod union_type;
pub mod unraisable;
pub mod weak_proxy;
pub mod weakref;

use spec::TypeSpec;

/// All declarations of built-in types. A type without one gets that of [`fallback`].
pub static SPECS: &[&TypeSpec] = &[
    &object_type::SPEC,
    &type_type::SPEC,
    &type_type::MODULE,
    &type_type::NONE,
    &type_type::ELLIPSIS,
    &type_type::NOT_IMPLEMENTED,
    &function_types::FUNCTION,
    &function_types::BOUND_METHOD,
    &native_closure::SPEC,
    &function_types::NATIVE_FUNCTION,
    &descriptor_types::METHOD_DESCRIPTOR,
    &descriptor_types::CLASS_METHOD_DESCRIPTOR,
    &descriptor_types::SLOT_WRAPPER,
    &descriptor_types::METHOD_WRAPPER,
    &descriptor_types::GETSET,
    &descriptor_types::MEMBER,
    &descriptor_types::CELL,
    &generic_alias::ALIAS,
    &union_type::UNION,
    &template::TEMPLATE,
    &template::TEMPLATE_ITER,
    &template::INTERPOLATION,
    &descriptor_types::STATIC_METHOD,
    &descriptor_types::CLASS_METHOD,
    &descriptor_types::PROPERTY,
    &descriptor_types::SUPER,
    &crate::interp::generator_type::SPEC,
    &crate::interp::coroutine::COROUTINE,
    &crate::interp::coroutine::WRAPPER,
    &crate::interp::async_generator::ASYNC_GENERATOR,
    &crate::interp::async_awaits::SEND,
    &crate::interp::async_awaits::THROW,
    &crate::interp::async_awaits::ANEXT,
    &code_type::SPEC,
    &frame_object::SPEC,
    &frozen_dict::SPEC,
    &sentinel::SPEC,
    &slice_object::SPEC,
    &range_type::SPEC,
    &range_type::ITER,
    &int_type::SPEC,
    &int_type::BOOL,
    &float_type::SPEC,
    &complex_type::SPEC,
    &str_type::SPEC,
    &struct_sequence::FIELD,
    &list_type::SPEC,
    &tuple_type::SPEC,
    &dict_type::SPEC,
    &dict_views::KEYS,
    &dict_views::VALUES,
    &dict_views::ITEMS,
    &dict_views::KEY_ITER,
    &dict_views::VALUE_ITER,
    &dict_views::ITEM_ITER,
    &dict_views::REV_KEY_ITER,
    &dict_views::REV_VALUE_ITER,
    &dict_views::REV_ITEM_ITER,
    &mapping_proxy::SPEC,
    &set_type::SET,
    &set_type::FROZEN_SET,
    &iterators::SET_ITER,
    &simple_namespace::SPEC,
    &module_stand_in::SPEC,
    &iterators::LIST_ITER,
    &iterators::LIST_REV_ITER,
    &iterators::TUPLE_ITER,
    &iterators::STR_ITER,
    &iterators::BYTES_ITER,
    &iterators::SEQ_ITER,
    &iterators::CALL_ITER,
    &iterator_types::ENUMERATE,
    &iterator_types::ZIP,
    &iterator_types::MAP,
    &iterator_types::FILTER,
    &iterator_types::REVERSED,
    &crate::modules::collections::DEQUE,
    &crate::modules::collections::ITER,
    &crate::modules::collections::REV_ITER,
    &crate::modules::collections::TUPLE_GETTER,
    &crate::modules::sys::CONSOLE,
    &crate::modules::thread::LOCK,
    &crate::modules::thread::RLOCK,
    &crate::modules::thread::LOCAL,
    &crate::modules::thread_handle::HANDLE,
    &crate::modules::asyncio::FUTURE,
    &crate::modules::asyncio::TASK,
    &crate::modules::asyncio::FUTURE_ITER,
    &crate::modules::asyncio::STEP,
    &crate::modules::contextvars::VARIABLE,
    &crate::modules::contextvars::CONTEXT,
    &crate::modules::contextvars::TOKEN,
    &crate::modules::contextvars::MISSING,
    &weakref::SPEC,
    &weak_proxy::SPEC,
    &weak_proxy::CALLABLE,
    &bytes_type::BYTES,
    &bytearray_type::BYTE_ARRAY,
    &memory_view::SPEC,
    &pickle_buffer::SPEC,
    &crate::modules::array::TYPE,
    &crate::modules::json::ENCODER,
    &crate::modules::json::SCANNER,
    &crate::modules::structs::TYPE,
    &crate::modules::structs::ITER,
    &crate::modules::random::TYPE,
    &crate::modules::functools::PARTIAL,
    &crate::modules::functools::PLACEHOLDER,
    &crate::modules::functools::CMP_KEY,
    &crate::modules::functools::LRU_CACHE,
    &crate::modules::operator::ITEM_GETTER,
    &crate::modules::operator::ATTR_GETTER,
    &crate::modules::operator::METHOD_CALLER,
    &crate::modules::itertools::ACCUMULATE,
    &crate::modules::itertools::BATCHED,
    &crate::modules::itertools::CHAIN,
    &crate::modules::itertools::COMBINATIONS,
    &crate::modules::itertools::COMBINATIONS_REPEATED,
    &crate::modules::itertools::COMPRESS,
    &crate::modules::itertools::COUNT,
    &crate::modules::itertools::CYCLE,
    &crate::modules::itertools::DROP_WHILE,
    &crate::modules::itertools::FILTER_FALSE,
    &crate::modules::itertools::GROUP_BY,
    &crate::modules::itertools::GROUPER,
    &crate::modules::itertools::ISLICE,
    &crate::modules::itertools::PAIRWISE,
    &crate::modules::itertools::PERMUTATIONS,
    &crate::modules::itertools::PRODUCT,
    &crate::modules::itertools::REPEAT,
    &crate::modules::itertools::STAR_MAP,
    &crate::modules::itertools::TAKE_WHILE,
    &crate::modules::itertools::TEE,
    &crate::modules::itertools::TEE_DATA,
    &crate::modules::itertools::ZIP_LONGEST,
];

/// The declaration of a built-in type that has none of its own.
pub fn fallback(b: crate::object::Builtin) -> &'static TypeSpec {
    exception_types::WITH_MEMBERS.iter().copied().find(|s| s.builtin == b).or_else(|| exception_types::plain(b)).unwrap_or(&BARE)
}

static BARE: TypeSpec = TypeSpec::new(crate::object::Builtin::NativeState, const { &spec::Vtable::of::<Bare>() });

/// Nothing.
#[derive(Debug)]
pub struct Bare;

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl crate::object::Payload for Bare {
    const BUILTIN: crate::object::Builtin = crate::object::Builtin::NativeState;
    fn trace(&self, _: &mut dyn crate::object::Trace) {}
}
