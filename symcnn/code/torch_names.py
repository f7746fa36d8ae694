"""What a module of PyTorch has under some name already, so that no label can be called so."""

_WORDS = (
    "T_destination add_module append apply bfloat16 buffers call_super_init children compile cpu cuda "
    "double dump_patches eval extend extra_repr float forward get_buffer get_extra_state get_parameter "
    "get_submodule half insert ipu load_state_dict modules mtia named_buffers named_children "
    "named_modules named_parameters out_D out_X parameters pop register_backward_hook register_buffer "
    "register_forward_hook register_forward_pre_hook register_full_backward_hook "
    "register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook "
    "register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook "
    "requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train training type "
    "xpu zero_grad "
)
OF_A_MODULE = frozenset(_WORDS.split())
"""Attributes of ``nn.Module`` and ``nn.Sequential``, and those that classes here have for callers."""
