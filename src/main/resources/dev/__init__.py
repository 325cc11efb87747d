# Other distributions may have packages below this one.
__path__ = __import__("pkgutil").extend_path(__path__, __name__)
