// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {Bounds} from "./support/Bounds.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

/// @dev What holds for deposits and withdrawals in any vault; run below for a token and for the coin.
abstract contract MoneyTest is VaultTest {
    function test_aDepositRaisesTheBalanceByWhatArrives() public {
        _give(customer, 100);
        vm.expectEmit(address(vault));
        emit IGPUVault.Deposited(customer, customer, 100);
        vm.prank(customer);
        vault.deposit{value: _value(100)}(100);
        vm.assertEq(vault.balanceOf(customer), 100);
        vm.assertEq(_moneyOf(address(vault)), 100);
        vm.assertEq(_moneyOf(customer), 0);
    }

    function test_anybodyMayDepositForAnother() public {
        _give(stranger, 100);
        vm.expectEmit(address(vault));
        emit IGPUVault.Deposited(customer, stranger, 100);
        vm.prank(stranger);
        vault.depositFor{value: _value(100)}(customer, 100);
        vm.assertEq(vault.balanceOf(customer), 100);
        vm.assertEq(vault.balanceOf(stranger), 0);
    }

    function test_aWithdrawalPaysWhomeverTheOwnerOfTheBalanceNames() public {
        _deposit(customer, 100);
        vm.expectEmit(address(vault));
        emit IGPUVault.Withdrawn(customer, stranger, 60);
        vm.prank(customer);
        vault.withdraw(60, stranger);
        vm.assertEq(vault.balanceOf(customer), 40);
        vm.assertEq(_moneyOf(stranger), 60);
        vm.assertEq(_moneyOf(address(vault)), 40);
    }

    function test_nobodyWithdrawsMoreThanHisBalance() public {
        _deposit(customer, 100);
        _deposit(stranger, 100);
        _refuse(IGPUVault.InsufficientBalance.selector, 100, 101);
        vm.prank(customer);
        vault.withdraw(101, customer);
    }

    function test_zeroAmountsAreRefused() public {
        _refuse(IGPUVault.ZeroAmount.selector);
        vault.deposit(0);
        _refuse(IGPUVault.ZeroAmount.selector);
        vault.depositFor(customer, 0);
        _refuse(IGPUVault.ZeroAmount.selector);
        vault.withdraw(0, customer);
    }

    function test_theZeroAddressNeitherHoldsNorReceivesMoney() public {
        _give(address(this), 5);
        _refuse(IGPUVault.ZeroAddress.selector);
        vault.depositFor{value: _value(5)}(address(0), 5);
        _deposit(customer, 100);
        _refuse(IGPUVault.ZeroAddress.selector);
        vm.prank(customer);
        vault.withdraw(100, address(0));
    }

    function test_withdrawingToTheVaultItselfIsRefused() public {
        _deposit(customer, 100);
        _refuse(IGPUVault.TransferMismatch.selector, 0, 100);
        vm.prank(customer);
        vault.withdraw(100, address(vault));
        vm.assertEq(vault.balanceOf(customer), 100);
    }

    function test_balancesBeyond128BitsAreNotCut() public {
        uint256 most = type(uint256).max - 7;
        _deposit(customer, most);
        vm.assertEq(vault.balanceOf(customer), most);
        vm.prank(customer);
        vault.withdraw(most, stranger);
        vm.assertEq(_moneyOf(stranger), most);
    }

    function test_moneyCanBeWithdrawnWhileOpeningIsPausedAndByAnOwnerlessVault() public {
        _deposit(customer, 100);
        vm.startPrank(owner);
        vault.setOpeningPaused(true);
        vault.renounceOwnership();
        vm.stopPrank();
        vm.prank(customer);
        vault.withdraw(100, customer);
        vm.assertEq(_moneyOf(customer), 100);
    }

    function test_fuzz_whatGoesInComesOut(uint256 amount, uint256 part) public {
        amount = Bounds.within(amount, Bounds.MIN_AMOUNT, type(uint256).max);
        part = Bounds.within(part, 1, amount);
        _deposit(customer, amount);
        vm.prank(customer);
        vault.withdraw(part, stranger);
        vm.assertEq(vault.balanceOf(customer) + _moneyOf(stranger), amount);
        vm.assertEq(_moneyOf(address(vault)), vault.balanceOf(customer));
    }

    function test_plainCoinIsNotAccepted() public {
        vm.deal(customer, 100);
        vm.prank(customer);
        (bool accepted,) = address(vault).call{value: 100}("");
        vm.assertFalse(accepted);
        vm.prank(customer);
        (accepted,) = address(vault).call{value: 100}(hex"12345678");
        vm.assertFalse(accepted);
    }
}

contract TokenMoneyTest is MoneyTest, OfToken {
    function test_coinSentAlongWithATokenDepositIsRefused() public {
        _give(customer, 100);
        vm.deal(customer, 1);
        vm.startPrank(customer);
        _refuse(IGPUVault.WrongValue.selector, 1, 0);
        vault.deposit{value: 1}(100);
        _refuse(IGPUVault.WrongValue.selector, 1, 0);
        vault.depositFor{value: 1}(stranger, 100);
        vm.stopPrank();
    }

    function test_aDepositWithoutAllowanceOrMoneyIsRefused() public {
        token.mint(customer, 100);
        _refuse(IGPUVault.TransferMismatch.selector, 0, 100);
        vm.prank(customer);
        vault.deposit(100);
        _refuse(IGPUVault.TransferMismatch.selector, 0, 100);
        vm.prank(stranger);
        vault.deposit(100);
    }

    function test_donatedTokensAreNobodys() public {
        _deposit(customer, 100);
        token.mint(address(vault), 50);
        vm.assertEq(vault.balanceOf(customer), 100);
        _refuse(IGPUVault.InsufficientBalance.selector, 100, 101);
        vm.prank(customer);
        vault.withdraw(101, customer);
    }

    function test_aVaultOfATokenWithoutCodeTakesNothing() public {
        vault = _makeVault(stranger);
        vm.expectRevert();
        vault.deposit(1);
    }
}

contract NativeMoneyTest is MoneyTest, OfCoin {
    function test_theCoinSentMustBeTheAmount() public {
        vm.deal(customer, 1000);
        vm.startPrank(customer);
        _refuse(IGPUVault.WrongValue.selector, 99, 100);
        vault.deposit{value: 99}(100);
        _refuse(IGPUVault.WrongValue.selector, 101, 100);
        vault.deposit{value: 101}(100);
        _refuse(IGPUVault.WrongValue.selector, 0, 100);
        vault.depositFor(stranger, 100);
    }

    function test_coinForcedIntoTheVaultIsNobodys() public {
        _deposit(customer, 100);
        vm.deal(address(vault), 150);
        _refuse(IGPUVault.InsufficientBalance.selector, 100, 101);
        vm.prank(customer);
        vault.withdraw(101, customer);
    }
}
