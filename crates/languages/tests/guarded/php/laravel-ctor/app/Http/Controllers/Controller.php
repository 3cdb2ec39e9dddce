<?php
namespace App\Http\Controllers;
use Illuminate\Routing\Controller as Base;
abstract class Controller extends Base {}
