"""`{% url "cart" %}` and `{% translate "Cart" %}` as Django knows them; but what says the same to
everybody who reads a language is worked out once. A page has dozens of them."""

from django import template
from django.template import defaulttags
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()


class Once(template.Node):
    """A node whose output depends on nothing but the language, and on whether HTML is escaped."""

    def __init__(self, node):
        self.node, self.kept = node, {}

    def render(self, context):
        key = (get_language(), context.autoescape)
        said = self.kept.get(key)
        if said is None:
            said = self.kept[key] = self.node.render(context)
        return said


@register.tag
def url(parser, token):
    node = defaulttags.url(parser, token)
    name = node.view_name.var  # a text when it is written out; one with a namespace may vary
    varies = node.args or node.kwargs or node.asvar or not isinstance(name, str) or ":" in name
    return node if varies else Once(node)


@register.tag
def translate(parser, token):
    node = i18n.do_translate(parser, token)
    words = node.filter_expression
    varies = node.asvar or node.message_context or words.filters or words.var.literal is None
    return node if varies else Once(node)
