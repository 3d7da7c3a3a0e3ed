"""The handle of 2022 with a real engine: handle.test.ts gives the directory of a truss and the name of an image."""

import pathlib
import sys
import urllib.request

import truss

directory, tag = sys.argv[1:]
handle = truss.from_directory(directory)
assert handle.get_docker_containers_from_labels() == []

image = handle.build_docker_image(tag=tag)
assert tag in image.tags, image.tags
assert [found.id for found in handle.get_docker_images_from_label()] == [image.id]

container = handle.docker_run(tag=tag, local_port=0)
assert container.state == "running", container
assert handle.get_urls_from_truss() == [container.url]
with urllib.request.urlopen(f"{container.url}/v1/models") as response:
    assert response.status == 200
assert handle.docker_predict({"inputs": [1, 2]}) == {"predictions": [1, 2]}
assert any("Serving" in line for line in handle.container_logs())

handle.kill_container()
assert handle.get_docker_containers_from_labels(all=True) == []
assert handle.docker_predict({"inputs": [3]}, tag=tag, local_port=0) == {"predictions": [3]}
[left_running] = handle.get_docker_containers_from_labels()
assert handle.docker_predict({"inputs": [4]}, tag=tag) == {"predictions": [4]}
assert [found.id for found in handle.get_docker_containers_from_labels()] == [left_running.id]
truss.kill_all()
assert handle.get_docker_containers_from_labels(all=True) == []
written = pathlib.Path(directory).parent / "written"
assert handle.docker_build_setup(build_dir=written) == f"docker build {written} -t echo"
assert (written / "Dockerfile").exists()
print(handle.docker_build_setup())
